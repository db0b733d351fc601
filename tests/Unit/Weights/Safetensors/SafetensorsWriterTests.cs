using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Safetensors;

public sealed class SafetensorsWriterTests : TensorTest
{
    [Fact]
    public void Write_TwoTypes_GivesExactlyTheseBytes()
    {
        using var half = tensor(new float[] { 1, -2 }, dtype: ScalarType.Float16);
        using var count = tensor(258L);

        var bytes = Write([("h", half), ("n", count)]);

        // Larger elements lie first, so that both are aligned.
        Assert.Equal(
            SafetensorsBytes.Make(
                """{"__metadata__":{"format":"pt"},"h":{"dtype":"F16","shape":[2],"data_offsets":[8,12]},"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}"""
                    .PadRight(144),
                2, 1, 0, 0, 0, 0, 0, 0, 0x00, 0x3C, 0x00, 0xC0),
            bytes);
    }

    [Fact]
    public void Write_Twice_GivesEqualBytes()
    {
        using var numbers = arange(5);

        Assert.Equal(Write([("a", numbers)]), Write([("a", numbers)]));
    }

    [Fact]
    public void Write_ChannelsLast_IsInLogicalOrder()
    {
        using var scope = NewDisposeScope();
        var plain = arange(24, dtype: ScalarType.Float32).reshape(1, 2, 3, 4); // (N, C, H, W)
        var channelsLast = plain.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        Assert.False(channelsLast.is_contiguous());

        Assert.Equal(Write([("a", plain)]), Write([("a", channelsLast)]));
    }

    [Fact]
    public void Write_PartOfATensor_WritesOnlyThatPart()
    {
        using var scope = NewDisposeScope();
        var part = arange(10, dtype: ScalarType.Byte).narrow(0, 3, 2);

        Assert.Equal<byte>([3, 4], Write([("a", part)])[^2..]);
    }

    [Fact]
    public void Write_TensorWithGradient_WritesItsValue()
    {
        using var scope = NewDisposeScope();
        var leaf = tensor(new float[] { 1, 2, 3, 4 }, requires_grad: true).reshape(2, 2);

        using var file = SafetensorsFile.Open(new MemoryStream(Write([("leaf", leaf), ("view", leaf.t())])));

        Assert.Equal([1f, 2f, 3f, 4f], file.Read("leaf").data<float>().ToArray());
        Assert.Equal([1f, 3f, 2f, 4f], file.Read("view").data<float>().ToArray());
    }

    [Fact]
    public void Write_TypeThatTheFormatLacks_IsRefusedBeforeAnything()
    {
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        var complex = zeros(2, dtype: ScalarType.ComplexFloat32);

        var e = Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(stream, [("a", complex)]));

        Assert.Equal(
            "Cannot write tensor 'a': expected one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL, got ComplexFloat32. "
            + "Convert the tensor first. (Parameter 'tensor')",
            e.Message);
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public void Write_RefusedOverAFile_LeavesTheFile()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "old");
            using var one = ones(1);

            Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(path, [("a", one), ("a", one)]));

            Assert.Equal("old", File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Write(IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors, new Dictionary<string, string> { ["format"] = "pt" });
        return stream.ToArray();
    }
}
