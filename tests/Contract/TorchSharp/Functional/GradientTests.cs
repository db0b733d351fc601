using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.Functional;

public class GradientTests : LiveTensorTests
{
    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(1, 1, 2)]
    public void Conv2d_Gradient_AgreesWithDifferences(long stride, long padding, long groups) => GradientCheck.Run(
        x => F.conv2d(x[0], x[1], x[2], [stride, stride], [padding, padding], groups: groups), [2, 2, 4, 4], [2, 2 / groups, 3, 3], [2]);

    [Fact]
    public void Linear_Gradient_AgreesWithDifferences() => GradientCheck.Run(x => F.linear(x[0], x[1], x[2]), [3, 4], [2, 4], [2]);

    [Fact]
    public void BatchNorm_TrainingGradient_AgreesWithDifferences() => GradientCheck.Run(
        x => F.batch_norm(x[0], zeros(2, float64), ones(2, float64), x[1], x[2], training: true), [3, 2, 2, 2], [2], [2]);

    [Fact]
    public void BatchNorm_EvaluationGradient_AgreesWithDifferences() => GradientCheck.Run(
        x => F.batch_norm(x[0], ones(2, float64), full([2], 4.0, float64), x[1], x[2]), [3, 2, 2, 2], [2], [2]);

    [Theory]
    [InlineData(nn.Reduction.Mean, 0)]
    [InlineData(nn.Reduction.Sum, 0.1)]
    [InlineData(nn.Reduction.None, 0.3)]
    public void CrossEntropy_Gradient_AgreesWithDifferences(nn.Reduction reduction, double smoothing) => GradientCheck.Run(
        x => F.cross_entropy(x[0], tensor([0L, 3L, 1L]), tensor([1.0, 2.0, 0.5, 1.5]), reduction: reduction, label_smoothing: smoothing), [3, 4]);

    [Fact]
    public void CrossEntropy_SoftTargetGradient_AgreesWithDifferences() => GradientCheck.Run(
        x => F.cross_entropy(x[0], tensor([0.5, 0.25, 0.25, 0.0, 1.0, 0.0], [2, 3])), [2, 3]);

    [Fact]
    public void MaxPool2d_Gradient_AgreesWithDifferences() => GradientCheck.Run(x => F.max_pool2d(x[0], 3, stride: 2, padding: 1), [2, 2, 5, 5]);

    [Fact]
    public void AvgPool2d_Gradient_AgreesWithDifferences() => GradientCheck.Run(
        x =>
        {
            using var pool = nn.AvgPool2d(2, stride: 2);
            return pool.call(x[0]);
        },
        [2, 2, 4, 4]);

    [Fact]
    public void AdaptiveAvgPool2d_Gradient_AgreesWithDifferences() => GradientCheck.Run(x => F.adaptive_avg_pool2d(x[0], (2, 3)), [2, 2, 5, 4]);

    [Fact]
    public void AdaptiveMaxPool2d_Gradient_AgreesWithDifferences() => GradientCheck.Run(x => F.adaptive_max_pool2d(x[0], [2, 3]), [2, 2, 5, 4]);

    [Fact]
    public void Activations_Gradient_AgreesWithDifferences() => GradientCheck.Run(
        x => F.sigmoid(x[0]).add(F.tanh(x[0])).add(F.silu(x[0])).add(F.gelu(x[0])).add(F.relu(x[0])).add(F.log_softmax(x[0], 1)).add(F.softmax(x[0], 0)), [3, 4]);

    [Fact]
    public void Losses_Gradient_AgreesWithDifferences() => GradientCheck.Run(
        x => stack([F.mse_loss(x[0], x[1]), F.l1_loss(x[0], x[1]), F.binary_cross_entropy_with_logits(x[0], x[1])]), [3, 2], [3, 2]);

    [Theory]
    [InlineData(PaddingModes.Constant)]
    [InlineData(PaddingModes.Reflect)]
    [InlineData(PaddingModes.Replicate)]
    [InlineData(PaddingModes.Circular)]
    public void Pad_Gradient_AgreesWithDifferences(PaddingModes mode) => GradientCheck.Run(x => F.pad(x[0], (1, 2, 0, 1), mode), [1, 2, 3, 4]);
}
