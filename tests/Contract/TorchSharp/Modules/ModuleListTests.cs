using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

public class ModuleListTests : LiveTensorTests
{
    [Fact]
    public void ModuleList_InAModule_IsRegisteredByNumber()
    {
        using var sut = new Stack();

        Assert.Equal(["layers.0.weight", "layers.1.weight"], sut.named_parameters().Select(named => named.name));
    }

    [Fact]
    public void ModuleList_AsAList_KeepsOrder()
    {
        var (a, b, c) = (nn.Identity(), nn.Identity(), nn.Identity());
        using var sut = nn.ModuleList(a);
        sut.append(c);
        sut.Insert(1, b);

        Assert.Equal(3, sut.Count);
        Assert.Equal(1, sut.IndexOf(b));
        Assert.Contains(c, sut);
        Assert.True(sut.Remove(a));
        sut.RemoveAt(0);
        Assert.Same(c, sut[0]);
        sut.Clear();
        Assert.Empty(sut);
    }

    private sealed class Stack : nn.Module<Tensor, Tensor>
    {
        private readonly ModuleList<Linear> layers = nn.ModuleList(nn.Linear(1, 1, false), nn.Linear(1, 1, false));

        internal Stack() : base(nameof(Stack)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            using var middle = layers[0].call(input);
            return layers[1].call(middle);
        }
    }
}
