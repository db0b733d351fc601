using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public sealed class MixedPrecisionTests : TensorTest
{
    private const double BFloat16Step = 1.0 / 128;

    [Fact]
    public void Step_BesideFloat32_HasTheSameLossAndGradientsButForRounding()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        var input = randn([8, 3, 16, 16], generator: new Seeds(1).Generator("input"));
        var labels = tensor((long[])[0, 1, 2, 0, 1, 2, 0, 1]);
        var exact = LossAndGradients(new OwnComputation(network), network, input, labels);
        using var sut = new MixedPrecision(network);

        var mixed = LossAndGradients(sut, network, input, labels);

        Assert.Equal(exact.Loss, mixed.Loss, 2 * BFloat16Step);
        Assert.NotEqual(exact.Loss, mixed.Loss);
        Assert.All(exact.Gradients.Keys, name => Assert.Equal(ScalarType.Float32, mixed.Gradients[name].dtype));
        // PyTorch's autocast differs as much: 0.047 for this network, 0.21 where residual branches start at full strength.
        Assert.InRange(Distance(exact.Gradients, mixed.Gradients), 0.01, 0.0625);
    }

    [Fact]
    public void Weights_AfterPublish_AreTheTrainedOnesRounded()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        using var sut = new MixedPrecision(network);
        var input = randn([2, 3, 16, 16], generator: new Seeds(1).Generator("input"));
        sut.Eval();
        using var untracked = no_grad();
        var before = sut.Forward(input);

        network.get_parameter("fc.bias")!.add_(1);
        Assert.Equal(0, (sut.Forward(input) - before).abs().max().item<float>());
        sut.Publish();

        Assert.Equal(1, (sut.Forward(input) - before).mean().item<float>(), 0.02);
    }

    [Fact]
    public void Statistics_AfterTraining_ComeBackOnRequest()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        using var sut = new MixedPrecision(network);
        sut.Train(epoch: 0);
        sut.Forward(ones(4, 3, 16, 16) * 3);
        var name = network.state_dict().Keys.First(key => key.EndsWith("running_mean", StringComparison.Ordinal));
        Assert.Equal(0, network.state_dict()[name].abs().max().item<float>());

        sut.CollectStatistics();

        Assert.True(network.state_dict()[name].abs().max().item<float>() > 0);
        Assert.Equal(1, network.state_dict()["bn1.num_batches_tracked"].item<long>());
        Assert.Equal(ScalarType.Float32, network.state_dict()[name].dtype);
    }

    [Theory]
    [InlineData(TrainingPrecision.Float32, TrainingPrecision.Float32)]
    [InlineData(TrainingPrecision.BFloat16, TrainingPrecision.BFloat16)]
    public void Resolve_AChosenPrecision_Stays(TrainingPrecision wanted, TrainingPrecision expected) =>
        Assert.Equal(expected, MixedPrecision.Resolve(wanted, CPU));

    [Fact]
    public void Resolve_Automatic_IsOneOfTheTwo() =>
        Assert.Contains(
            MixedPrecision.Resolve(TrainingPrecision.Automatic, CPU), new[] { TrainingPrecision.Float32, TrainingPrecision.BFloat16 });

    private static SeResNet Network() => new(new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20, Classes = 3 }, new Seeds(1));

    private static (float Loss, Dictionary<string, Tensor> Gradients) LossAndGradients(
        IComputation computation, SeResNet network, Tensor input, Tensor labels)
    {
        network.zero_grad();
        computation.Train(epoch: 0);
        var loss = nn.functional.cross_entropy(computation.Forward(input), labels);
        loss.backward();
        computation.CollectGradients();
        return (loss.item<float>(), network.named_parameters().ToDictionary(item => item.name, item => item.parameter.grad!.clone()));
    }

    /// <summary>The length of the difference of two gradients over that of the first.</summary>
    private static double Distance(Dictionary<string, Tensor> first, Dictionary<string, Tensor> second)
    {
        double difference = 0, length = 0;
        foreach (var (name, gradient) in first)
        {
            difference += (gradient - second[name]).square().sum().item<float>();
            length += gradient.square().sum().item<float>();
        }
        return Math.Sqrt(difference / length);
    }
}
