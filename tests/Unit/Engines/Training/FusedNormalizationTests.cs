using Microsoft.ML.SeNet.Engines.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Tests.Engines.Training;

public sealed class FusedNormalizationTests : TensorTest, IDisposable
{
    private readonly global::TorchSharp.DisposeScope _scope = NewDisposeScope();

    public FusedNormalizationTests() => manual_seed(1);

    public new void Dispose()
    {
        _scope.Dispose();
        base.Dispose();
    }

    public static TheoryData<ScalarType, bool, long, long, long, long> Cases() => new()
    {
        { ScalarType.Float32, true, 3, 16, 5, 7 },
        { ScalarType.Float32, false, 2, 48, 33, 31 },
        { ScalarType.Float32, true, 9, 16, 1, 1 },
        { ScalarType.BFloat16, true, 3, 16, 5, 7 },
        { ScalarType.BFloat16, false, 2, 48, 33, 31 },
        { ScalarType.BFloat16, true, 4, 2048, 2, 2 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_AnyShape_AgreesWithTheOperatorsInFloat64(ScalarType type, bool rectifies, long n, long c, long h, long w)
    {
        Tensor Plain(Tensor[] inputs)
        {
            var normalized = functional.batch_norm(
                inputs[0], zeros_like(inputs[1]), ones_like(inputs[1]), inputs[1], inputs[2], training: true);
            return rectifies ? normalized.relu() : normalized;
        }
        FusedCheck.Run(
            [Maps(n, c, h, w), rand(c) + 0.5, randn(c)], type,
            inputs => FusedNormalization.Of(inputs[0], State(inputs[1], inputs[2]), rectifies), Plain);
    }

    [Fact]
    public void Of_Maps_MovesTheStatisticsAsBatchNormDoes()
    {
        using var norm = BatchNorm2d(32);
        var maps = Maps(4, 32, 9, 9);
        norm.call(maps);
        var state = State(ones(32), zeros(32));
        FusedNormalization.Of(maps, state, rectifies: true);
        Assert.True(norm.get_buffer("running_mean")!.allclose(state.RunningMean, 1e-6, 1e-6));
        Assert.True(norm.get_buffer("running_var")!.allclose(state.RunningVariance, 1e-6, 1e-6));
        Assert.Equal(1L, state.BatchesTracked.item<long>());
    }

    [Fact]
    public void Of_MapsFarFromZero_KeepsTheVariance()
    {
        var maps = Maps(4, 16, 32, 32) + 1000;
        var state = State(ones(16), zeros(16));
        FusedNormalization.Of(maps, state, rectifies: false);
        var rows = maps.to(ScalarType.Float64).permute(1, 0, 2, 3).reshape(16, -1);
        var variance = (rows - rows.mean([1], keepdim: true)).square().sum(1L) / (rows.shape[1] - 1);
        var expected = (variance * 0.1) + 0.9;
        Assert.True(state.RunningVariance.to(ScalarType.Float64).allclose(expected, 1e-5, 1e-6));
    }

    [Fact]
    public void Of_MapsThatAreNoNumbers_StaysNoNumber()
    {
        var maps = Maps(2, 16, 3, 3);
        maps[1, 3, 1, 1] = float.NaN;
        var output = FusedNormalization.Of(maps.to(ScalarType.BFloat16), State(ones(16), zeros(16)), rectifies: true);
        Assert.True(output[0, 3].to(ScalarType.Float32).isnan().all().item<bool>());
        Assert.False(output[0, 2].to(ScalarType.Float32).isnan().any().item<bool>());
    }

    [Fact]
    public void Of_OnOneThreadOrTwo_HasTheSameBits()
    {
        var maps = Maps(4, 32, 40, 40);
        var before = get_num_threads();
        try
        {
            set_num_threads(2);
            var two = FusedNormalization.Of(maps, State(ones(32), zeros(32)), rectifies: true);
            set_num_threads(1);
            var one = FusedNormalization.Of(maps, State(ones(32), zeros(32)), rectifies: true);
            Assert.True(one.eq(two).all().item<bool>());
        }
        finally
        {
            set_num_threads(before);
        }
    }

    private static Tensor Maps(long n, long c, long h, long w) => (randn(n, h, w, c) + randn(c)).permute(0, 3, 1, 2);

    private static NormalizationState State(Tensor weight, Tensor bias) =>
        new(weight, bias, zeros(weight.shape), ones(weight.shape), zeros([], ScalarType.Int64), 1e-5);
}
