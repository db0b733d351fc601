using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Safetensors;

/// <summary>Files that an independent writer made (tests/Golden/golden_file.py): read, written again, read again.</summary>
public sealed class SafetensorsFileGoldenTests : TensorTest
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "GoldenFiles");

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(s_folder, "*.safetensors", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(s_folder, path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void ReadWriteRead_GoldenFile_KeepsEverything(string name)
    {
        using var scope = NewDisposeScope();
        using var first = SafetensorsFile.Open(Path.Combine(s_folder, name));
        using var stream = new MemoryStream();

        SafetensorsWriter.Write(stream, first.Entries.Select(entry => (entry.Name, first.Read(entry.Name))), first.Metadata);
        using var second = SafetensorsFile.Open(new ForwardStream(stream.ToArray()));

        Assert.Equal(first.Metadata, second.Metadata);
        Assert.NotEmpty(first.Entries);
        Assert.Equal(first.Entries.Select(entry => entry.Name), second.Entries.Select(entry => entry.Name));
        foreach (var (a, b) in first.Entries.Zip(second.Entries))
        {
            Assert.Equal((a.DType, a.ByteCount), (b.DType, b.ByteCount));
            Assert.Equal(a.Shape, b.Shape);
            Assert.Equal(Bytes(first, a), Bytes(second, b));
        }
    }

    private static byte[] Bytes(SafetensorsFile file, SafetensorsEntry entry) =>
        entry.ByteCount == 0 ? [] : file.Read(entry.Name).bytes.ToArray();
}
