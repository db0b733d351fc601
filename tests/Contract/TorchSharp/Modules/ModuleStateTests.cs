using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

public class ModuleStateTests : LiveTensorTests
{
    [Fact]
    public void StateDict_Module_HasParametersBeforeBuffers()
    {
        using var sut = Layers.Make(() => nn.Sequential(("conv", nn.Conv2d(1, 1, 1)), ("norm", nn.BatchNorm2d(1)), ("last", nn.Conv2d(1, 1, 1, bias: false))));

        Assert.Equal(
            ["conv.weight", "conv.bias", "norm.weight", "norm.bias", "last.weight", "norm.running_mean", "norm.running_var", "norm.num_batches_tracked"],
            sut.state_dict().Keys);
    }

    [Fact]
    public void StateDict_Prefix_StandsBeforeEachName()
    {
        using var sut = nn.Linear(1, 1);

        Assert.Equal(["model.weight", "model.bias"], sut.state_dict(prefix: "model").Keys);
    }

    [Fact]
    public void LoadStateDict_OtherModulesState_CopiesNumbers()
    {
        using var source = new Tower();
        using var sut = new Tower();
        using var input = Numbers.Of([1, 2], 1, 2);

        var (missing, unexpected) = sut.load_state_dict(source.state_dict());

        using var expected = source.call(input);
        using var got = sut.call(input);
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        Assert.True(expected.Equals(got));
        Assert.NotSame(source.Scale, sut.Scale);
    }

    [Fact]
    public void LoadStateDict_OtherNames_ThrowsIfStrict()
    {
        using var source = nn.Linear(2, 3);
        using var sut = new Tower();
        var state = source.state_dict();

        var failure = Assert.Throws<InvalidOperationException>(() => sut.load_state_dict(state));

        Assert.Equal("The loaded state_dict is not identical to the target dictionary.", failure.Message);
    }

    [Fact]
    public void LoadStateDict_NotStrict_TellsWhatIsMissingAndUnexpected()
    {
        using var sut = nn.Linear(2, 1);
        using var numbers = Numbers.Of([1, 2], 5, 6);
        using var other = ones(1);

        var (missing, unexpected) = sut.load_state_dict(new() { ["weight"] = numbers, ["other"] = other }, strict: false);

        Assert.Equal(["bias"], missing);
        Assert.Equal(["other"], unexpected);
        Numbers.AssertClose([5, 6], sut.get_parameter("weight")!);
    }

    [Fact]
    public void LoadStateDict_Skipped_IsLeftAsItIs()
    {
        using var sut = nn.Linear(1, 1);
        using var numbers = Numbers.Of([1, 1], 7);
        var before = Numbers.In(sut.get_parameter("bias")!);

        var (missing, _) = sut.load_state_dict(new() { ["weight"] = numbers }, skip: ["bias"]);

        Assert.Empty(missing);
        Numbers.AssertClose([7], sut.get_parameter("weight")!);
        Numbers.AssertClose(before, sut.get_parameter("bias")!);
    }
}
