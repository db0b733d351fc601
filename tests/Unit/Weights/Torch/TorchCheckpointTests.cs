using System.IO.Compression;
using Microsoft.ML.SeNet.Weights;
using Microsoft.ML.SeNet.Weights.Safetensors;
using Microsoft.ML.SeNet.Weights.Torch;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Torch;

public sealed class TorchCheckpointTests : TensorTest
{
    private const string Damaged = "The file is damaged, or holds more than weights: fetch or save it again.";

    private static readonly byte[] s_two = new byte[8];

    [Theory]
    [InlineData("zip.pt", "PyTorch's zip format")]
    [InlineData("zip_protocol4.pt", "PyTorch's zip format")]
    [InlineData("zip_wrapped.pt", "PyTorch's zip format")]
    [InlineData("legacy.pth", "PyTorch's legacy format")]
    [InlineData("legacy_wrapped.th", "PyTorch's legacy format")]
    [InlineData("legacy_old.pth", "PyTorch's legacy format")]
    public void Read_WhatPyTorchWrote_IsEqualBitForBit(string name, string format)
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Open(GoldenFile.PathOf("checkpoints", "tensors.safetensors"));
        using var sut = WeightsFiles.Open(GoldenFile.PathOf("checkpoints", name));

        Assert.Equal(format, sut.Format);
        Assert.Equal(expected.Entries.Where(entry => name != "legacy_old.pth" || entry.DType != SafetensorsDType.BF16)
            .Select(entry => entry.Name).Order(), sut.Tensors.Keys.Order());
        foreach (var (key, entry) in sut.Tensors)
        {
            var value = expected.Read(key);
            Assert.Equal(value.shape, entry.Shape);
            Assert.Equal(value.dtype, entry.DType.ToScalarType());
            var got = empty([.. entry.Shape], dtype: entry.DType.ToScalarType());
            sut.ReadInto(key, got);
            Assert.True(entry.Shape.Contains(0) || value.bytes.SequenceEqual(got.bytes), key);
        }
    }

    [Fact]
    public void ReadInto_ATensorOfAnotherTypeAndLayout_Converts()
    {
        using var scope = NewDisposeScope();
        using var expected = SafetensorsFile.Open(GoldenFile.PathOf("checkpoints", "tensors.safetensors"));
        using var sut = WeightsFiles.Open(GoldenFile.PathOf("checkpoints", "legacy.pth"));
        var got = empty([8, 6], dtype: float64).t();

        sut.ReadInto("view.whole", got);

        Assert.Equal(expected.Read("view.whole").to(float64).data<double>().ToArray(), got.contiguous().data<double>().ToArray());
    }

    public static TheoryData<byte[], string> Bad => new()
    {
        { TorchFiles.Zip("\u0080\u0002K\u0001."), "content: expected a dictionary of tensors, got something else." },
        { TorchFiles.Zip("\u0080\u0002}X\u0001\0\0\0aK\u0001s."), "content: expected tensors by name, "
            + "or a state dict under one of state_dict, model_state_dict, model, net, state_dict_ema, got 'a'." },
        { TorchFiles.Zip(TorchFiles.OneTensor.Replace("}tRs.", "}tRq\u0001sX\u0001\0\0\0ah\u0001s."), ("data/0", s_two)),
            "content: expected each name once, got 'a' twice." },
        { TorchFiles.Zip(TorchFiles.OneTensor), "storage '0': expected 8 bytes, got none." },
        { TorchFiles.Zip(TorchFiles.OneTensor, ("data/0", new byte[7])), "storage '0': expected 8 bytes, got 7." },
        { TorchFiles.Zip(CompressionLevel.NoCompression, ("x", [])), "archive: expected one data.pkl, got 0." },
        { TorchFiles.Zip(CompressionLevel.NoCompression, ("data.pkl", [])), "version: expected a number up to 10, got none." },
        { TorchFiles.Zip(CompressionLevel.NoCompression, ("data.pkl", []), ("version", "11"u8.ToArray())),
            "version: expected a number up to 10, got '11'." },
        { TorchFiles.Zip(CompressionLevel.NoCompression, ("data.pkl", []), ("version", new byte[101])),
            "entry 'version': expected at most 100 bytes, got 101." },
        { TorchFiles.Zip("", ("byteorder", "big"u8.ToArray())), "byteorder: expected 'little', got 'big'." },
        { TorchFiles.Zip("", ("constants.pkl", [])), "archive: expected a checkpoint, "
            + "got a TorchScript program (save the state dict alone: torch.save(model.state_dict(), path))." },
        { TorchFiles.Zip(new string('\0', TorchFormat.MaxPickleBytes + 1)),
            $"entry 'data.pkl': expected at most {TorchFormat.MaxPickleBytes} bytes, got {TorchFormat.MaxPickleBytes + 1}." },
        { TorchFiles.Legacy(TorchFiles.OneTensor, "\u0080\u0002]."), "storages: expected 1 of them, got 0." },
        { TorchFiles.Legacy(TorchFiles.OneTensor, "\u0080\u0002]X\u0001\0\0\01a."),
            "storages: expected the key of each tensor's storage once, got '1'." },
        { TorchFiles.Legacy(TorchFiles.OneTensor, "\u0080\u0002]X\u0001\0\0\00q\0ah\0a.", [2, 0, 0, 0, 0, 0, 0, 0, .. s_two]),
            "storages: expected the key of each tensor's storage once, got '0'." },
        { TorchFiles.Legacy(TorchFiles.OneTensor, "\u0080\u0002N."), "storages: expected a list of keys, got another value." },
        { TorchFiles.Legacy(TorchFiles.OneTensor, "\u0080\u0002]X\u0001\0\0\00a."),
            "storage '0': expected its length, got the end of the file." },
        { TorchFiles.Legacy(TorchFiles.OneTensor, "\u0080\u0002]X\u0001\0\0\00a.", [3, 0, 0, 0, 0, 0, 0, 0, .. s_two]),
            "storage '0': expected 2 elements, got 3 in 8 bytes." },
        { TorchFiles.Legacy(TorchFiles.OneTensor, "\u0080\u0002]X\u0001\0\0\00a.", [2, 0, 0, 0, 0, 0, 0, 0, 1]),
            "storage '0': expected 2 elements, got 2 in 1 bytes." },
        { TorchFiles.Legacy(TorchFiles.OneTensor, "\u0080\u0002]X\u0001\0\0\00a.", [2, 0, 0, 0, 0, 0, 0, 0, .. s_two, 1]),
            "end: expected 180 bytes, got 181." },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Open_BadFiles_SaysWhat(byte[] bytes, string message)
    {
        using var file = new TemporaryFile();
        File.WriteAllBytes(file.Path, bytes);

        var e = Assert.Throws<InvalidDataException>(() => WeightsFiles.Open(file.Path));

        Assert.Equal($"Cannot read '{file.Path}' as a PyTorch checkpoint: {message} {Damaged}", e.Message);
    }

    [Fact]
    public void Open_ACompressedArchive_IsRefusedBeforeItIsUnpacked()
    {
        using var file = new TemporaryFile();
        File.WriteAllBytes(
            file.Path, TorchFiles.Zip(CompressionLevel.SmallestSize, ("data.pkl", new byte[10_000]), ("version", "3"u8.ToArray())));

        var e = Assert.Throws<InvalidDataException>(() => WeightsFiles.Open(file.Path));

        Assert.StartsWith($"Cannot read '{file.Path}' as a PyTorch checkpoint: entry '", e.Message, StringComparison.Ordinal);
        Assert.Contains("expected no compression", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadInto_AFlippedBit_IsSeenByTheChecksum()
    {
        using var file = new TemporaryFile();
        var bytes = TorchFiles.Zip(TorchFiles.OneTensor, ("data/0", [1, 2, 3, 4, 5, 6, 7, 8]));
        bytes[bytes.AsSpan().IndexOf((byte[])[5, 6, 7, 8])] ^= 1;
        File.WriteAllBytes(file.Path, bytes);
        using var sut = WeightsFiles.Open(file.Path);
        using var destination = zeros(2);

        var e = Assert.Throws<InvalidDataException>(() => sut.ReadInto("a", destination));

        Assert.Equal(
            $"Cannot read '{file.Path}' as a PyTorch checkpoint: entry 'data/0': expected bytes of the checksum 0x3FCA88C5, "
            + $"got 0x8776EFA0. {Damaged}", e.Message);
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("<html>404</html>", "3C68746D6C3E3430343C2F68746D6C3E")]
    public void Open_OtherFiles_SaysHowTheyBegin(string text, string got)
    {
        using var file = new TemporaryFile();
        File.WriteAllText(file.Path, text);

        var e = Assert.Throws<InvalidDataException>(() => WeightsFiles.Open(file.Path));

        Assert.Equal(
            $"Cannot tell what '{file.Path}' is: expected safetensors, a PyTorch checkpoint of the zip or the legacy format, or ONNX, "
            + $"got a file that begins with {got}. Save the weights in one of these formats, or fetch the file again.",
            e.Message);
    }
}
