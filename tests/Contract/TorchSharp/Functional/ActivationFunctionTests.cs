using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.Functional;

public class ActivationFunctionTests : LiveTensorTests
{
    private const double E = Math.E;

    [Fact]
    public void Activations_OneAndMinusOne_GiveTheirFormulas()
    {
        using var scope = NewDisposeScope();
        var input = Numbers.Of([2], 1, -1);

        Numbers.AssertClose([1, 0], F.relu(input));
        Numbers.AssertClose([1 / (1 + 1 / E), 1 / (1 + E)], F.sigmoid(input));
        Numbers.AssertClose([Math.Tanh(1), Math.Tanh(-1)], F.tanh(input));
        Numbers.AssertClose([1 / (1 + 1 / E), -1 / (1 + E)], F.silu(input));
        Numbers.AssertClose([0.8413447460685429, -0.15865525393145707], F.gelu(input)); // Φ(1), −Φ(−1)
    }

    [Fact]
    public void Softmax_ZeroAndLogThree_IsAQuarterAndThreeQuarters()
    {
        using var scope = NewDisposeScope();
        var input = Numbers.Of([1, 2], 0, Math.Log(3));

        Numbers.AssertClose([0.25, 0.75], F.softmax(input, 1));
        Numbers.AssertClose([Math.Log(0.25), Math.Log(0.75)], F.log_softmax(input, 1));
        Numbers.AssertClose([1, 1], F.softmax(input, 0));
        Assert.Equal(float64, F.softmax(input, 1, float64).dtype);
    }

    [Fact]
    public void Activations_InPlace_ChangeTheirInput()
    {
        using var scope = NewDisposeScope();
        foreach (var activation in new Func<Tensor, bool, Tensor>[] { F.relu, F.tanh, F.silu })
        {
            var input = Numbers.Of([2], 1, -1);
            var expected = Numbers.In(activation(input, false));

            var result = activation(input, true);

            Assert.NotSame(input, result);
            Numbers.AssertClose(expected, input, 0);
            Numbers.AssertClose(expected, result, 0);
        }
    }

    [Fact]
    public void ActivationModules_Call_AreTheFunctions()
    {
        using var scope = NewDisposeScope();
        var input = Numbers.Of([1, 2], 1, -1);
        foreach (var (module, expected) in new (nn.Module<Tensor, Tensor>, Tensor)[]
                 {
                     (nn.ReLU(), F.relu(input)), (nn.Sigmoid(), F.sigmoid(input)), (nn.Tanh(), F.tanh(input)), (nn.SiLU(), F.silu(input)),
                     (nn.GELU(), F.gelu(input)), (nn.Softmax(1), F.softmax(input, 1)), (nn.LogSoftmax(1), F.log_softmax(input, 1)), (nn.Identity(), input),
                 })
            using (module)
                Assert.True(module.call(input).Equals(expected), module.GetName());
    }
}
