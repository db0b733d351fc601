using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Safetensors;

public sealed class SafetensorsFileTests : TensorTest
{
    private const string Header =
        """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"BOOL","shape":[3],"data_offsets":[8,11]}}""";

    [Fact]
    public void Open_Path_GivesMetadataEntriesAndTensors()
    {
        using var temporary = new TemporaryFile();
        File.WriteAllBytes(temporary.Path, Valid());

        using var sut = SafetensorsFile.Open(temporary.Path);
        using var a = sut.Read("a");
        using var b = sut.Read("b");

        Assert.Equal(temporary.Path, sut.Name);
        Assert.Equal([new("k", "v")], sut.Metadata);
        Assert.Equal(["a", "b"], sut.Entries.Select(entry => entry.Name));
        Assert.Same(sut.Entries[1], sut.Find("b"));
        Assert.Null(sut.Find("c"));
        Assert.Equal([1.5f, -2f], a.data<float>().ToArray());
        Assert.Equal([true, false, true], b.data<bool>().ToArray());
    }

    [Fact]
    public void Open_BrokenFile_ClosesIt()
    {
        using var temporary = new TemporaryFile();
        File.WriteAllBytes(temporary.Path, [1, 2, 3]);

        var e = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(temporary.Path));

        Assert.Equal(
            $"Cannot read '{temporary.Path}' as safetensors: header length: expected 8 bytes, got 3. "
            + "The file is damaged or of another format: fetch or export it again.", e.Message);
        using var alone = new FileStream(temporary.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Fact]
    public void Dispose_StreamOfTheCaller_StaysOpen()
    {
        using var stream = new MemoryStream(Valid());

        SafetensorsFile.Open(stream).Dispose();

        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Read_UnknownName_SaysSo()
    {
        using var sut = SafetensorsFile.Open(new MemoryStream(Valid()), "weights");

        Assert.Equal(
            "'weights' has no tensor 'c': expected one of the 2 names in Entries. Check the spelling.",
            Assert.Throws<KeyNotFoundException>(() => sut.Read("c")).Message);
    }

    [Fact]
    public void Read_Disposed_Throws()
    {
        var sut = SafetensorsFile.Open(new MemoryStream(Valid()));
        sut.Dispose();

        Assert.Throws<ObjectDisposedException>(() => sut.Read("a"));
    }

    [Fact]
    public void Read_BooleanOfTwo_IsRefusedWithoutALeak()
    {
        var bytes = Valid();
        bytes[^1] = 2;
        using var sut = SafetensorsFile.Open(new MemoryStream(bytes), "f");

        Assert.Equal(
            "Cannot read 'f' as safetensors: entry 'b', data: expected booleans of 0 or 1, got 2 at element 2. "
            + "The file is damaged or of another format: fetch or export it again.",
            Assert.Throws<InvalidDataException>(() => sut.Read("b")).Message);
    }

    [Fact]
    public void Read_FileCutMeanwhile_IsRefusedWithoutALeak()
    {
        var bytes = Valid();
        using var stream = new MemoryStream();
        stream.Write(bytes);
        stream.Position = 0;
        using var sut = SafetensorsFile.Open(stream, "f");
        stream.SetLength(bytes.Length - 4);

        Assert.Equal(
            "Cannot read 'f' as safetensors: entry 'a', data: expected 8 bytes, got an earlier end: the file changed while it was open. "
            + "The file is damaged or of another format: fetch or export it again.",
            Assert.Throws<InvalidDataException>(() => sut.Read("a")).Message);
    }

    [Fact]
    public void Read_SeveralThreads_GivesEachItsOwn()
    {
        using var temporary = new TemporaryFile();
        File.WriteAllBytes(temporary.Path, Valid());
        using var sut = SafetensorsFile.Open(temporary.Path);

        Parallel.For(0, 200, _ =>
        {
            using var a = sut.Read("a");
            using var b = sut.Read("b");
            Assert.Equal([1.5f, -2f], a.data<float>().ToArray());
            Assert.Equal([true, false, true], b.data<bool>().ToArray());
        });
    }

    [Fact]
    public void ReadInto_OtherTypeOrLayout_Converts()
    {
        using var sut = SafetensorsFile.Open(new MemoryStream(Valid()));
        using var doubles = zeros(2, dtype: ScalarType.Float64);
        using var table = zeros(2, 3);
        using var column = table.select(1, 1);

        sut.ReadInto("a", doubles);
        sut.ReadInto("a", column);

        Assert.Equal([1.5, -2.0], doubles.data<double>().ToArray());
        Assert.Equal([0f, 1.5f, 0f, 0f, -2f, 0f], table.data<float>().ToArray());
    }

    private static byte[] Valid() =>
        SafetensorsBytes.Make(Header, [.. BitConverter.GetBytes(1.5f), .. BitConverter.GetBytes(-2f), 1, 0, 1]);
}
