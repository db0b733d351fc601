using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Tests.Golden;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Network;

public class ResidualBlockTests : TensorTest
{
    private const double Tolerance = 4e-5; // what tests/Golden/README.md allows

    public static TheoryData<string> Cases => GoldenFile.Names("blocks");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_EveryKindAndPlacement_GivesPyTorchsOutputsGradientsAndStatistics(string name)
    {
        using var golden = GoldenFile.Open("blocks", name);
        using var scope = NewDisposeScope();
        var options = golden.Case<BlockCase>().Options;
        using var sut = options.Build(CPU, INetworkPasses.Chosen);

        foreach (var mode in new[] { "eval", "train" })
        {
            Assert.Empty(sut.load_state_dict(golden.Under("param.")).missing_keys);
            sut.train(mode == "train");
            sut.zero_grad();
            var input = golden["input"].requires_grad_();

            var output = sut.call(input);
            (output * Pattern.Tensor("probe", output.shape)).sum().backward();

            Close.One("output", golden[$"{mode}.output"], output.detach(), Tolerance);
            var gradients = golden.Under($"{mode}.grad.");
            Close.One("input", gradients["input"], input.grad!, Tolerance);
            Assert.Equal(gradients.Keys.Where(key => key != "input").Order(), sut.named_parameters().Select(entry => entry.name).Order());
            Close.All(sut.named_parameters().Select(entry => (entry.name, gradients[entry.name], entry.parameter.grad!)), Tolerance);
        }
        var after = golden.Under("after.");
        Close.All(sut.named_buffers().Select(entry => (entry.name, after[entry.name], entry.buffer)), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Names_EveryKindAndPlacement_AreTimms(string name)
    {
        using var golden = GoldenFile.Open("blocks", name);
        using var scope = NewDisposeScope();
        using var sut = golden.Case<BlockCase>().Options.Build(CPU, INetworkPasses.Chosen);

        Assert.Equal(golden.Under("param.").Keys.Order(), sut.state_dict().Keys.Order());
    }
}
