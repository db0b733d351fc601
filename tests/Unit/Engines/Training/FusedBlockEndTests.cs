using Microsoft.ML.SeNet.Engines.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Tests.Engines.Training;

public sealed class FusedBlockEndTests : TensorTest, IDisposable
{
    private readonly global::TorchSharp.DisposeScope _scope = NewDisposeScope();

    public FusedBlockEndTests() => manual_seed(1);

    public new void Dispose()
    {
        _scope.Dispose();
        base.Dispose();
    }

    [Theory]
    [InlineData(ScalarType.Float32, 3, 16, 5, 7)]
    [InlineData(ScalarType.Float32, 2, 64, 20, 21)]
    [InlineData(ScalarType.BFloat16, 3, 16, 5, 7)]
    [InlineData(ScalarType.BFloat16, 2, 64, 20, 21)]
    public void Of_WithExcitation_AgreesWithTheOperatorsInFloat64(ScalarType type, long n, long c, long h, long w) => FusedCheck.Run(
        [Maps(n, c, h, w), Maps(n, c, h, w), rand(c) + 0.5, randn(c), randn(c / 4, c, 1, 1) / 2, randn(c / 4),
            randn(c, c / 4, 1, 1) / 2, randn(c)], type,
        inputs => FusedBlockEnd.Of(inputs[0], inputs[1], State(inputs[2], inputs[3]), inputs[4..]),
        inputs => (Normalized(inputs) is var y ? y * Gate(y, inputs[4], inputs[5], inputs[6], inputs[7]) : null!).add(inputs[1]).relu());

    [Fact]
    public void Of_WithExcitationWithoutBias_AgreesWithTheOperatorsInFloat64() => FusedCheck.Run(
        [Maps(3, 32, 6, 6), Maps(3, 32, 6, 6), rand(32) + 0.5, randn(32), randn(8, 32, 1, 1) / 2, randn(32, 8, 1, 1) / 2],
        ScalarType.Float32,
        inputs => FusedBlockEnd.Of(inputs[0], inputs[1], State(inputs[2], inputs[3]), [inputs[4], null, inputs[5], null]),
        inputs => (Normalized(inputs) is var y ? y * Gate(y, inputs[4], null, inputs[5], null) : null!).add(inputs[1]).relu());

    [Theory]
    [InlineData(ScalarType.Float32, 3, 16, 5, 7)]
    [InlineData(ScalarType.BFloat16, 2, 64, 20, 21)]
    public void Of_WithoutExcitation_AgreesWithTheOperatorsInFloat64(ScalarType type, long n, long c, long h, long w) => FusedCheck.Run(
        [Maps(n, c, h, w), Maps(n, c, h, w), rand(c) + 0.5, randn(c)], type,
        inputs => FusedBlockEnd.Of(inputs[0], inputs[1], State(inputs[2], inputs[3]), null),
        inputs => Normalized(inputs).add(inputs[1]).relu());

    [Fact]
    public void Of_AZeroScale_StillHasItsGradient() => FusedCheck.Run(
        [Maps(3, 16, 6, 6), Maps(3, 16, 6, 6), zeros(16), zeros(16), randn(4, 16, 1, 1), randn(4), randn(16, 4, 1, 1), randn(16)],
        ScalarType.Float32,
        inputs => FusedBlockEnd.Of(inputs[0], inputs[1], State(inputs[2], inputs[3]), inputs[4..]),
        inputs => (Normalized(inputs) is var y ? y * Gate(y, inputs[4], inputs[5], inputs[6], inputs[7]) : null!).add(inputs[1]).relu());

    private static Tensor Normalized(Tensor[] inputs) =>
        functional.batch_norm(inputs[0], zeros_like(inputs[2]), ones_like(inputs[2]), inputs[2], inputs[3], training: true);

    private static Tensor Gate(Tensor y, Tensor first, Tensor? firstBias, Tensor second, Tensor? secondBias)
    {
        var hidden = functional.conv2d(y.mean([2, 3], keepdim: true), first, firstBias).relu();
        return functional.conv2d(hidden, second, secondBias).sigmoid();
    }

    private static Tensor Maps(long n, long c, long h, long w) => (randn(n, h, w, c) + randn(c)).permute(0, 3, 1, 2);

    private static NormalizationState State(Tensor weight, Tensor bias) =>
        new(weight, bias, zeros(weight.shape), ones(weight.shape), zeros([], ScalarType.Int64), 1e-5);
}
