using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.Compat.Tests.MicrosoftML;

/// <summary>Model files made to do harm. Genuine ML.NET reads them as far as it gets.</summary>
public class HostileModelTests
{
    private const int Deepest = 4500;
    private const int SmallStack = 1 << 20;

    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(Deepest)]
    [InlineData(1000)]
    public void Load_ChainsNestedDeeperThanTheStack_IsRefused(int depth)
    {
        byte[] archive = Nested(depth, leaf: null);

        var thrown = OnSmallStack(() => _ml.Model.Load(new MemoryStream(archive), out _));

        Assert.Equal("FormatException: Corrupt model file", Innermost(thrown!));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(150)]
    [InlineData(200)]
    [InlineData(250)]
    [InlineData(300)]
    [InlineData(400)]
    public void Load_BadPartDeepInside_IsRefused(int depth)
    {
        byte[] archive = Nested(depth, leaf: [.. Enumerable.Repeat((byte)'x', 400)]);

        var thrown = OnSmallStack(() => _ml.Model.Load(new MemoryStream(archive), out _));

        Assert.Contains(Innermost(thrown!), new[] { "FormatException: Wrong file type", "FormatException: Corrupt model file" });
    }

    [Fact]
    public void Load_ChainsNestedALittle_IsRead()
    {
        byte[] archive = Nested(20, leaf: null);

        Assert.Null(OnSmallStack(() => _ml.Model.Load(new MemoryStream(archive), out _)));
    }

    [Theory]
    [InlineData("zeros", "FormatException: Corrupt model file")]
    [InlineData("noise", "FormatException: Wrong file type")]
    [InlineData("header, then zeros", "FormatException: Corrupt model file")]
    [InlineData("header, then noise", "FormatException: Corrupt model file")]
    public void Load_LargePart_IsRefusedBeforeItIsUnpacked(string what, string expected)
    {
        byte[] archive = Large(what);

        long before = GC.GetAllocatedBytesForCurrentThread();
        var thrown = Record.Exception(() => _ml.Model.Load(new MemoryStream(archive), out _));

        Assert.Equal(expected, Innermost(thrown!));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static string Innermost(Exception thrown)
    {
        var cause = thrown.GetBaseException();
        return $"{cause.GetType().Name}: {cause.Message}";
    }

    private static Exception? OnSmallStack(Action act)
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(act), SmallStack);
        thread.Start();
        thread.Join();
        return thrown;
    }

    /// <summary>A chain in a chain in a chain; the last is empty, or a part of these bytes.</summary>
    private byte[] Nested(int depth, byte[]? leaf)
    {
        byte[] outer = Part(new TransformerChain<ITransformer>(new TransformerChain<ITransformer>()));
        byte[] inner = leaf ?? Part(new TransformerChain<ITransformer>());
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            var folder = new StringBuilder("TransformerChain");
            for (int i = 0; i <= depth; i++, folder.Append("/Transform_000"))
            {
                using var stream = zip.CreateEntry($"{folder}/Model.key", CompressionLevel.NoCompression).Open();
                stream.Write(i == depth ? inner : outer);
            }
        }
        return memory.ToArray();
    }

    /// <summary>A model that is a small chain by its header, and long.</summary>
    private byte[] Large(string what)
    {
        var random = new Random(3);
        var block = new byte[1 << 16];
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var stream = zip.CreateEntry("TransformerChain/Model.key").Open();
            if (what.StartsWith("header", StringComparison.Ordinal))
                stream.Write(Part(new TransformerChain<ITransformer>()));
            for (int i = 0; i < 64; i++)
            {
                if (what.EndsWith("noise", StringComparison.Ordinal))
                    random.NextBytes(block);
                stream.Write(block);
            }
        }
        return memory.ToArray();
    }

    private byte[] Part(ITransformer model)
    {
        using var memory = new MemoryStream();
        _ml.Model.Save(model, null, memory);
        using var zip = new ZipArchive(memory);
        using var stream = zip.Entries.Single(entry => entry.FullName.Replace('\\', '/') == "TransformerChain/Model.key").Open();
        using var part = new MemoryStream();
        stream.CopyTo(part);
        return part.ToArray();
    }
}
