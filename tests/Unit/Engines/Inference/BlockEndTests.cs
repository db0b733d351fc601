using Microsoft.ML.SeNet.Engines.Inference;
using Microsoft.ML.SeNet.Tests.Compute.Kernels;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Inference;

public class BlockEndTests : TensorTest
{
    [Fact]
    public void Compute_AnyMaps_IsReLUOfScaledBranchAndIdentity() => KernelCases.ForAnyMaps(branch =>
    {
        var identity = branch.flip(3).neg().permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        var scale = rand([branch.shape[0], branch.shape[1], 1, 1]);
        Assert.True(BlockEnd.Takes(branch, scale, identity));
        var expected = (branch.to(ScalarType.Float32) * scale + identity.to(ScalarType.Float32)).relu();

        BlockEnd.Compute(branch, scale, identity);

        Close.One("maps", expected, branch.to(ScalarType.Float32), KernelCases.Rounding(branch));
    });

    [Fact]
    public void Compute_NoScale_IsReLUOfTheSum()
    {
        using var scope = NewDisposeScope();
        var branch = KernelCases.Maps(2, 48, 5, 3, 1, ScalarType.Float32);
        var identity = KernelCases.Maps(2, 48, 5, 3, 2, ScalarType.Float32);
        var expected = (branch + identity).relu();

        BlockEnd.Compute(branch, scale: null, identity);

        Close.One("maps", expected, branch, 0);
    }

    [Fact]
    public void Compute_NaN_StaysOne()
    {
        using var scope = NewDisposeScope();
        var branch = KernelCases.Maps(1, 32, 1, 1, 1, ScalarType.BFloat16);
        branch[0, 3].fill_(double.NaN);
        branch[0, 17].fill_(double.NaN);

        BlockEnd.Compute(branch, scale: null, zeros([1, 1, 1, 32], ScalarType.BFloat16).permute(0, 3, 1, 2));

        var numbers = branch.to(ScalarType.Float32).data<float>().ToArray();
        Assert.Equal([3, 17], Enumerable.Range(0, numbers.Length).Where(i => float.IsNaN(numbers[i])));
    }

    [Fact]
    public void Takes_OtherMemoryOrTypes_IsFalse()
    {
        using var scope = NewDisposeScope();
        var (maps, scale) = (KernelCases.Maps(2, 16, 3, 3, 1, ScalarType.Float32), ones(2, 16, 1, 1));
        var eightChannels = KernelCases.Maps(2, 8, 3, 3, 1, ScalarType.Float32);

        Assert.True(BlockEnd.Takes(maps, scale, maps));
        Assert.False(BlockEnd.Takes(maps.contiguous(), scale, maps));
        Assert.False(BlockEnd.Takes(maps, scale, maps.contiguous()));
        Assert.False(BlockEnd.Takes(maps, scale, maps.to(ScalarType.BFloat16)));
        Assert.False(BlockEnd.Takes(maps, ones(2, 16, 3, 3), maps));
        Assert.False(BlockEnd.Takes(eightChannels, null, eightChannels));
        Assert.False(BlockEnd.Takes(maps.to(ScalarType.Float64), null, maps.to(ScalarType.Float64)));
    }
}
