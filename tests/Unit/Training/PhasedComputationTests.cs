using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public sealed class PhasedComputationTests : TensorTest
{
    private const int Stages = 3;

    [Theory]
    [InlineData(0, "fc layer3")]
    [InlineData(1, "fc layer2 layer3")]
    [InlineData(2, "bn1 conv1 fc layer1 layer2 layer3")]
    public void Train_EachEpoch_OnlyThawedPartsHaveGradientsAndMoveTheirStatistics(int epoch, string expected)
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        var before = Statistics(network);
        using var sut = new PhasedComputation(
            new OwnComputation(network), network, new BackbonePhases(BackboneTraining.Gradual, 1, Stages));

        sut.Train(epoch);
        sut.Forward(Input()).sum().backward();

        Assert.Equal(expected, Parts(network.named_parameters().Where(item => item.parameter.grad is not null).Select(item => item.name)));
        Assert.Equal(expected, Parts(network.named_parameters().Where(item => item.parameter.requires_grad).Select(item => item.name)));
        var moved = Statistics(network).Where(item => item.Value != before[item.Key]).Select(item => item.Key).ToList();
        Assert.Equal(expected.Replace("conv1 ", "", StringComparison.Ordinal).Replace("fc ", "", StringComparison.Ordinal)
            .Replace("fc", "", StringComparison.Ordinal), Parts(moved));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Features_InEitherPrecision_AreWhatTheHeadSees(bool isMixed)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var network = Network();
        var mixed = isMixed ? new MixedPrecision(network) : null;
        using var sut = new PhasedComputation(mixed as IComputation ?? new OwnComputation(network), mixed?.Copy ?? network,
            new BackbonePhases(BackboneTraining.Frozen, 0, Stages));
        sut.Train(epoch: 0);

        var features = sut.Features(Input());

        Assert.Equal((ScalarType.Float32, network.FeatureCount), (features.dtype, (int)features.shape[1]));
        var computing = mixed?.Copy ?? network;
        var logits = computing.Head(features.to(computing.get_parameter("fc.weight")!.dtype)).to(ScalarType.Float32);
        Assert.Equal(sut.Forward(Input()).data<float>().ToArray(), logits.data<float>().ToArray());
    }

    private static SeResNet Network() =>
        new(new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20, Classes = 3, ZeroInitLastBatchNorm = false }, new Seeds(1));

    private static Tensor Input() => randn([4, 3, 8, 8], generator: new Seeds(2).Generator("input"));

    private static string Parts(IEnumerable<string> names) =>
        string.Join(' ', names.Select(name => name.Split('.')[0]).Distinct().Order(StringComparer.Ordinal));

    private static Dictionary<string, string> Statistics(SeResNet network) =>
        network.named_buffers().ToDictionary(item => item.name, item => Convert.ToHexString(item.buffer.bytes));
}
