using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

public class ModuleModeTests : LiveTensorTests
{
    [Fact]
    public void Training_NewModule_IsTrueAllTheWayDown()
    {
        using var sut = new Tower();

        Assert.True(sut.training);
        Assert.All(sut.modules(), module => Assert.True(module.training));
    }

    [Fact]
    public void Eval_ThenTrain_SwitchesEveryModule()
    {
        using var sut = new Tower();

        sut.eval();
        Assert.False(sut.training);
        Assert.All(Switched(), module => Assert.False(module.training));

        sut.train();
        Assert.True(sut.training);
        Assert.All(Switched(), module => Assert.True(module.training));

        // TorchSharp 0.102's Sequential hands the mode on and keeps none itself.
        IEnumerable<nn.Module> Switched() => sut.modules().Where(module => !(Layers.AreNative && module is Sequential));
    }

    [Fact]
    public void Apply_Tree_VisitsChildrenBeforeParents()
    {
        using var sut = new Tower();
        var visited = new List<string>();

        sut.apply(module => visited.Add(module.GetType().Name));

        Assert.Equal(["Linear", "ReLU", "Linear", "Sequential", "Identity", "Tower"], visited);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ZeroGrad_AfterBackward_RemovesOrZeroesGradients(bool toNone)
    {
        using var sut = nn.Linear(1, 1);
        using (NewDisposeScope())
        {
            sut.call(ones(1, 1)).sum().backward();
            sut.zero_grad(set_to_none: toNone);
        }

        using var gradient = sut.get_parameter("weight")!.grad;
        if (toNone)
            Assert.Null(gradient);
        else
            Numbers.AssertClose([0], gradient!);
    }

    [Fact]
    public void Call_Module_IsForward()
    {
        using var sut = new Tower();
        using var input = ones(1, 2);

        using var called = sut.call(input);
        using var forwarded = sut.forward(input);

        Assert.True(called.Equals(forwarded));
    }
}
