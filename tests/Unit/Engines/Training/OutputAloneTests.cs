using Microsoft.ML.SeNet.Engines.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Engines.Training;

public class OutputAloneTests : TensorTest
{
    [Fact]
    public void Of_EachFusedFunction_LeavesOneTensorAndItsGradients()
    {
        using var scope = NewDisposeScope();
        var (maps, identity, weight, bias) = (ones(2, 4, 4, 16).permute(0, 3, 1, 2).requires_grad_(), ones(2, 16, 4, 4), ones(16), ones(16));
        var state = new NormalizationState(weight, bias, zeros(16), ones(16), zeros([], ScalarType.Int64));

        foreach (var call in new Func<Tensor>[]
                 {
                     () => FusedNormalization.Of(maps, state, rectifies: true),
                     () => FusedTail.Of(maps, identity, state, null),
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
}
