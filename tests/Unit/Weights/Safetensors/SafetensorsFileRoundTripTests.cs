using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Safetensors;

public sealed class SafetensorsFileRoundTripTests : TensorTest
{
    public static TheoryData<string> Types => [.. Enum.GetNames<SafetensorsDType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public void WriteThenRead_AnyBits_GivesTheSameBits(string type) =>
        Prop.ForAll<long>(seed =>
        {
            using var scope = NewDisposeScope();
            var random = new Seeds(seed).Stream("tensors");
            var tensors = Enumerable.Range(0, random.NextInt32(4))
                .Select(index => ($"größe.😀.{index}", Tensor: RandomTensor(Enum.Parse<SafetensorsDType>(type), random))).ToList();
            using var stream = new MemoryStream();
            SafetensorsWriter.Write(stream, tensors);
            stream.Position = 0;
            using var file = SafetensorsFile.Open(stream);
            Assert.Equal(tensors.Select(item => item.Item1), file.Entries.Select(entry => entry.Name));
            foreach (var (name, tensor) in tensors)
                AssertSame(tensor, file.Read(name));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void WriteThenRead_SpecialNumbers_KeepsTheirBits()
    {
        using var scope = NewDisposeScope();
        float[] numbers = [-0f, float.NaN, BitConverter.Int32BitsToSingle(0x7F800001),
            BitConverter.Int32BitsToSingle(unchecked((int)0xFFC12345)), float.NegativeInfinity, float.Epsilon];
        var tensor = empty([6], dtype: ScalarType.Float32);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()).CopyTo(tensor.bytes);
        using var stream = new MemoryStream();

        SafetensorsWriter.Write(stream, [("t", tensor)]);
        using var file = SafetensorsFile.Open(new ForwardStream(stream.ToArray()));
        var read = file.Read("t");

        AssertSame(tensor, read);
        Assert.Equal<byte>([0, 0, 0, 0x80], read.bytes[..4].ToArray());
    }

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        if (expected.NumberOfElements > 0)
            Assert.Equal(expected.bytes.ToArray(), actual.bytes.ToArray());
    }

    private static Tensor RandomTensor(SafetensorsDType type, RandomStream random)
    {
        long[] shape = [.. Enumerable.Range(0, random.NextInt32(5)).Select(_ => (long)random.NextInt32(4))];
        var tensor = empty(shape, dtype: type.ToScalarType());
        if (tensor.NumberOfElements > 0)
            foreach (ref var b in tensor.bytes)
                b = (byte)random.NextInt32(type == SafetensorsDType.BOOL ? 2 : 256);
        return tensor;
    }
}
