using Microsoft.ML.SeNet.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public class TrainingLossTests : TensorTest
{
    public static TheoryData<string> Cases => GoldenFile.Names("losses");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_WeightsSmoothingAndMixing_IsPyTorchs(string name)
    {
        using var golden = GoldenFile.Open("losses", name);
        using var scope = NewDisposeScope();
        var wanted = golden.Case<LossCase>();
        var logits = Pattern.Tensor("logits", 6, 4).mul(3).requires_grad_();
        using var sut = new TrainingLoss(wanted.Smoothing, wanted.Weights, CPU);
        var mixed = wanted.Share is { } share ? new MixedLabels(tensor(wanted.Partners), full([6], (float)share)) : (MixedLabels?)null;

        var loss = sut.Of(logits, tensor(wanted.Labels), mixed);
        loss.backward();

        Close.All([("loss", golden["loss"], loss.detach()), ("gradient", golden["gradient"], logits.grad!)], 4e-6);
    }

    /// <summary>A file of the group losses.</summary>
    private sealed record LossCase(long[] Labels, long[] Partners, double[]? Weights, double Smoothing, double? Share);
}
