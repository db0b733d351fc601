using Microsoft.ML.SeNet.Engines.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Training;

public class AutogradMemoryTests : TensorTest
{
    [Fact]
    public void Output_OfEachFusedFunction_LeavesOneTensorAndItsGradients()
    {
        using var scope = NewDisposeScope();
        var (maps, identity, weight, bias) =
            (ones(2, 4, 4, 16).permute(0, 3, 1, 2).requires_grad_(), ones(2, 16, 4, 4), ones(16), ones(16));
        var state = new NormalizationState(weight, bias, zeros(16), ones(16), zeros([], ScalarType.Int64), 1e-5);

        foreach (var call in new Func<Tensor>[]
                 {
                     () => FusedNormalization.Of(maps, state, rectifies: true),
                     () => FusedBlockEnd.Of(maps, identity, state, null),
                     () => FusedMaxPooling.Of(maps, 1, 2, 2),
                 })
        {
            var before = LiveTensors.Now;

            var output = call();

            Assert.Equal(before + 1, LiveTensors.Now);
            output.sum().backward();
        }
        Assert.Equal(maps.shape, maps.grad!.shape);
    }

    [Fact]
    public void GoBack_ThroughEachFusedFunction_GivesTheGradientsOfBackward()
    {
        using var scope = NewDisposeScope();
        var values = randn(2, 8, 8, 16).permute(0, 3, 1, 2);

        var expected = Gradient(values, loss => loss.backward());
        var got = Gradient(values, AutogradMemory.GoBack);
        var afterwards = Gradient(values, loss => loss.backward(retain_graph: true), loss => loss.backward());

        Assert.Equal(expected.bytes.ToArray(), got.bytes.ToArray());
        Assert.Equal((expected * 2).bytes.ToArray(), afterwards.bytes.ToArray());
    }

    private static Tensor Gradient(Tensor values, params Action<Tensor>[] passes)
    {
        var maps = values.clone().requires_grad_();
        var state = new NormalizationState(ones(16), ones(16), zeros(16), ones(16), zeros([], ScalarType.Int64), 1e-5);
        var normalized = FusedNormalization.Of(maps, state, rectifies: true);
        var loss = FusedMaxPooling.Of(FusedBlockEnd.Of(normalized, maps, state, null), 1, 4, 4).sum();
        foreach (var pass in passes)
            pass(loss);
        return maps.grad!.contiguous();
    }
}
