using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

public class SequentialTests : LiveTensorTests
{
    [Fact]
    public void Call_Modules_RunsThemInOrder()
    {
        using var sut = nn.Sequential(new Add(1), new Times(10));
        using var input = ones(1);

        using var result = sut.call(input);

        Numbers.AssertClose([20], result);
    }

    [Fact]
    public void Call_Empty_PassesOn()
    {
        using var sut = nn.Sequential();
        using var input = ones(1);

        using var result = sut.call(input);

        Numbers.AssertClose([1], result);
    }

    [Fact]
    public void Sequential_EveryWayToMakeOne_NamesItsModules()
    {
        nn.Module<Tensor, Tensor>[] modules = [new Add(1), new Add(2)];
        using var plain = nn.Sequential(modules);
        using var listed = nn.Sequential(modules.ToList());
        using var named = nn.Sequential(("a", modules[0]), ("b", modules[1]));
        using var tuples = nn.Sequential(Tuple.Create("a", modules[0]), Tuple.Create("b", modules[1]));
        using var appended = nn.Sequential().append(modules[0]).append("b", modules[1]);

        Assert.Equal(["0", "1"], Names(plain));
        Assert.Equal(["0", "1"], Names(listed));
        Assert.Equal(["a", "b"], Names(named));
        Assert.Equal(["a", "b"], Names(tuples));
        Assert.Equal(["0", "b"], Names(appended));
    }

    [Fact]
    public void Index_NumberAndRange_GivesModulesUnderTheirNames()
    {
        var modules = Enumerable.Range(0, 4).Select(i => new Add(i)).ToArray();
        using var sut = nn.Sequential(modules);

        Assert.Equal(4, sut.Count);
        Assert.Same(modules[2], sut[2]);
        Assert.Equal(["1", "2"], Names(sut[1..3]));
        Assert.Equal(["2", "3"], Names(sut[^2..]));
        Assert.Equal(["0", "1"], Names(sut[(null, 2)]));
        Assert.Throws<IndexOutOfRangeException>(() => sut[(0, 5)]);
    }

    [Fact]
    public void Parameters_Nested_CarryBothNames()
    {
        using var sut = nn.Sequential(("stem", nn.Sequential(nn.Linear(1, 1))), ("head", nn.Linear(1, 1, hasBias: false)));

        Assert.Equal(["stem.0.weight", "stem.0.bias", "head.weight"], sut.named_parameters().Select(named => named.name));
        Assert.Equal(["stem", "head", "stem.0"], sut.named_modules().Select(named => named.name));
    }

    [Fact]
    public void Gradients_ThroughTheWhole_ReachEveryParameter()
    {
        using var sut = Layers.Make(() =>
            nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(inplace: true), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2, 3)));
        using (NewDisposeScope())
            sut.call(randn(4, 1, 6, 6)).square().sum().backward();

        Assert.All(sut.named_parameters(), named =>
        {
            using var gradient = named.parameter.grad;
            Assert.True(gradient is not null, named.name);
        });
    }

    private static IEnumerable<string> Names(Sequential sequential) => sequential.named_children().Select(named => named.name);

    private sealed class Add(double number) : nn.Module<Tensor, Tensor>(nameof(Add))
    {
        public override Tensor forward(Tensor input) => input.add(number);
    }

    private sealed class Times(double number) : nn.Module<Tensor, Tensor>(nameof(Times))
    {
        public override Tensor forward(Tensor input) => input.mul(number);
    }
}
