using Microsoft.ML.SeNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public class WeightAverageTests : TensorTest
{
    public static TheoryData<string> Cases => GoldenFile.Names("averages");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Update_AfterEachStep_FollowsPyTorch(string name)
    {
        using var golden = GoldenFile.Open("averages", name);
        using var scope = NewDisposeScope();
        var wanted = golden.Case<AverageCase>();
        using var network = Network();
        using var optimizer = new Sgd(
            network.named_parameters().Select(item => new TrainedParameter(item.name, item.parameter)), 0, false, 0);
        using var sut = new WeightAverage(network, wanted.Decay);

        for (var step = 0; step < wanted.Steps; step++)
        {
            optimizer.ZeroGrad();
            network.call(Pattern.Tensor($"input{step}", 8, 5)).pow(2).sum().backward();
            optimizer.Step(wanted.Rate);
            sut.Update(step);
        }

        var expected = golden.Under("");
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), sut.State.Select(item => item.Name).Order(StringComparer.Ordinal));
        Close.All(sut.State.Select(item => (item.Name, expected[item.Name], item.Tensor)), 4e-6);
        Assert.Equal(wanted.Steps, sut.State.Single(item => item.Name == "1.num_batches_tracked").Tensor.item<long>());
    }

    [Fact]
    public void Exchange_Twice_PutsBothBackBitForBit()
    {
        using var network = Network();
        using var sut = new WeightAverage(network, 0.9);
        var average = Values(sut.State.Select(item => item.Tensor));
        using (no_grad())
        using (NewDisposeScope())
        {
            foreach (var tensor in network.state_dict().Values)
                tensor.add_(1);
        }
        var trained = Values(network.state_dict().Values);

        sut.Exchange();
        Assert.Equal(average, Values(network.state_dict().Values));
        Assert.Equal(trained, Values(sut.State.Select(item => item.Tensor)));

        sut.Exchange();
        Assert.Equal(trained, Values(network.state_dict().Values));
        Assert.Equal(average, Values(sut.State.Select(item => item.Tensor)));
    }

    [Fact]
    public void Update_NetworkStandsStill_SoDoesTheAverage()
    {
        using var network = Network();
        using var sut = new WeightAverage(network, 0.5);
        var before = Values(network.state_dict().Values);

        for (var step = 0; step < 5; step++)
            sut.Update(step);

        Assert.All(before.Zip(Values(sut.State.Select(item => item.Tensor))), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }

    private static Sequential Network()
    {
        var network = nn.Sequential(("0", nn.Linear(5, 4)), ("1", nn.BatchNorm1d(4)), ("2", nn.Linear(4, 3)));
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in network.named_parameters())
            parameter.copy_(Pattern.Tensor(name, parameter.shape));
        return network;
    }

    private static float[] Values(IEnumerable<Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        return [.. tensors.SelectMany(tensor => tensor.detach().to_type(ScalarType.Float32).clone().data<float>().ToArray())];
    }

    /// <summary>A file of the group averages.</summary>
    private sealed record AverageCase(double Decay, int Steps, double Rate);
}
