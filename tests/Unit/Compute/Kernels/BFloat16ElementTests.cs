using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Compute.Kernels;

public unsafe class BFloat16ElementTests : TensorTest
{
    [Fact]
    public void Store_AnyNumbers_RoundsAsLibtorchDoes()
    {
        using var scope = NewDisposeScope();
        var stream = new Seeds(1).Stream("bits");
        var numbers = new float[1 << 16];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = BitConverter.UInt32BitsToSingle((uint)stream.NextUInt64());
        float[] special = [float.NaN, -float.NaN, BitConverter.UInt32BitsToSingle(0x7FFF_FFFF), float.PositiveInfinity,
            float.NegativeInfinity, float.MaxValue, 0, -0f, float.Epsilon, 1.00390625f, 1.01171875f];
        special.CopyTo(numbers, 0);
        var rounded = tensor(numbers).to(ScalarType.BFloat16);
        var stored = new ushort[numbers.Length];
        fixed (ushort* to = stored)
        {
            for (var i = 0; i < numbers.Length; i += IElement.Lanes)
                BFloat16Element.Store((byte*)(to + i), Vector256.Create(numbers, i), Vector256.Create(numbers, i + 8));
        }

        var expected = MemoryMarshal.Cast<byte, ushort>(rounded.bytes).ToArray();
        Assert.All(expected.Zip(stored), pair => Assert.True(pair.First == pair.Second || (IsNaN(pair.First) && IsNaN(pair.Second))));
    }

    [Fact]
    public void Load_EveryNumber_ComesBackFromStoring()
    {
        var (from, to) = (new ushort[1 << 16], new ushort[1 << 16]);
        for (var i = 0; i < from.Length; i++)
            from[i] = (ushort)i;
        fixed (ushort* source = from, target = to)
        {
            for (var i = 0; i < from.Length; i += IElement.Lanes)
            {
                var (first, last) = BFloat16Element.Load((byte*)(source + i));
                BFloat16Element.Store((byte*)(target + i), first, last);
            }
        }

        Assert.All(from.Zip(to), pair => Assert.True(pair.First == pair.Second || (IsNaN(pair.First) && IsNaN(pair.Second))));
    }

    private static bool IsNaN(ushort bits) => (bits & 0x7FFF) > 0x7F80;
}
