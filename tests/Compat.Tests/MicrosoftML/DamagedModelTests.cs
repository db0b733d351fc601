using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.Compat.Tests.MicrosoftML;

/// <summary>Genuine ML.NET may hang or take all memory on such files; ours must not.</summary>
public class DamagedModelTests
{
    private const int Mutations = 2000;

    private static readonly MLContext s_ml = new(seed: 1);

    [Fact]
    public void Load_ArchiveWithFlippedBytes_IsReadOrRefused()
    {
        byte[] whole = Save();
        var random = new Random(7);

        for (int i = 0; i < Mutations; i++)
        {
            byte[] damaged = [.. whole];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            Load(damaged[..(random.Next(4) == 0 ? random.Next(damaged.Length) : damaged.Length)]);
        }
    }

    [Fact]
    public void Load_PartsWithFlippedBytes_AreReadOrRefused()
    {
        var parts = Parts(Save());
        var random = new Random(8);
        string[] names = [.. parts.Keys];

        for (int i = 0; i < Mutations; i++)
        {
            string name = names[random.Next(names.Length)];
            byte[] damaged = [.. parts[name]];
            for (int flips = random.Next(1, 4); flips > 0; flips--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var all = new Dictionary<string, byte[]>(parts) { [name] = random.Next(4) == 0 ? damaged[..random.Next(damaged.Length)] : damaged };
            Load(Archive(all));
        }
    }

    [Fact]
    public void Load_EntriesWithPathsOutside_WritesNothingThere()
    {
        var parts = Parts(Save());
        string outside = Path.Combine(Path.GetTempPath(), $"senetml-{Guid.NewGuid():N}");
        parts[$"../../../../../../../..{outside}"] = [1];
        parts[outside] = [1];

        s_ml.Model.Load(new MemoryStream(Archive(parts)), out _);

        Assert.False(File.Exists(outside));
    }

    /// <summary>What is damaged may load or throw; it must not crash, hang or eat the memory.</summary>
    private static void Load(byte[] archive)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var model = s_ml.Model.Load(new MemoryStream(archive), out _);
            foreach (var row in s_ml.Data.CreateEnumerable<Result>(model.Transform(Data()), reuseRowObject: false, ignoreMissingColumns: true))
                Assert.NotNull(row);
        }
        catch (Exception ex) when (ex is not (OutOfMemoryException or NullReferenceException or IndexOutOfRangeException or InsufficientExecutionStackException))
        {
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < 64 << 20, $"{allocated} bytes");
    }

    private static IDataView Data() => s_ml.Data.LoadFromEnumerable([new Row { Label = "cat", X = 1 }, new Row { Label = "dog", X = 4 }]);

    private static byte[] Save()
    {
        var data = Data();
        var model = new EstimatorChain<ITransformer>()
            .Append(s_ml.Transforms.Conversion.MapValueToKey("Key", "Label"))
            .Append(s_ml.Transforms.Conversion.MapValueToKey("XKey", "X"))
            .Append(s_ml.Transforms.Concatenate("Features", "X", "X"))
            .Append(s_ml.Transforms.Conversion.MapKeyToValue("Back", "Key"))
            .Append(s_ml.Transforms.DropColumns("Label"))
            .Fit(data);
        using var stream = new MemoryStream();
        s_ml.Model.Save(model, model.GetOutputSchema(data.Schema), stream);
        return stream.ToArray();
    }

    private static Dictionary<string, byte[]> Parts(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        return zip.Entries.ToDictionary(entry => entry.FullName.Replace('\\', '/'), entry =>
        {
            using var memory = new MemoryStream();
            using var stream = entry.Open();
            stream.CopyTo(memory);
            return memory.ToArray();
        });
    }

    private static byte[] Archive(Dictionary<string, byte[]> parts)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in parts)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(bytes);
            }
        }
        return memory.ToArray();
    }

    private sealed class Row
    {
        public string Label { get; set; } = "";

        public float X { get; set; }
    }

    private sealed class Result
    {
        public string? Back { get; set; }

        public uint Key { get; set; }

        public float[]? Features { get; set; }
    }
}
