using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace SeNetMl.Compat.Tests.Native;

/// <summary>What goes wrong inside a custom function's backward pass comes out of the call that started it.</summary>
public sealed class FunctionErrorTests : IDisposable
{
    private readonly TorchSharp.DisposeScope _scope;

    public FunctionErrorTests()
    {
        NativeStack.Require();
        _scope = NewDisposeScope();
    }

    public void Dispose() => _scope.Dispose();

    [SkippableFact]
    public void Backward_ThatThrows_ThrowsThatVeryException()
    {
        var problem = Assert.Throws<InvalidTimeZoneException>(() => Fails(() => throw new InvalidTimeZoneException("of ours")));
        Assert.Equal("of ours", problem.Message);
    }

    [SkippableFact]
    public void Backward_WithTooFewGradients_SaysHowMany()
    {
        var problem = Assert.Throws<NotImplementedException>(() => Fails(() => []));
        Assert.Equal("Function Custom returned an incorrect number of gradients (expected 1), got 0", problem.Message);
    }

    [SkippableFact]
    public void Backward_WithAGradientOfAnotherShape_Throws() => Assert.Throws<ExternalException>(() => Fails(() => [ones(7)]));

    [SkippableFact]
    public void Backward_AfterASavedTensorWasChanged_Throws()
    {
        var x = ones(3).requires_grad_();
        var y = x * 2;
        var z = Custom.apply(y);
        y.add_(1);
        Custom.Gradients = () => [ones(3)];
        Assert.Contains("modified by an inplace operation", Assert.Throws<ExternalException>(z.sum().backward).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Backward_Twice_ThrowsAsOperatorsDo()
    {
        var z = Custom.apply(ones(3).requires_grad_());
        Custom.Gradients = () => [ones(3)];
        autograd.backward([z], [ones(3)]);
        var problem = Assert.Throws<ExternalException>(() => autograd.backward([z], [ones(3)]));
        Assert.Contains("Trying to backward through the graph a second time", problem.Message, StringComparison.Ordinal);
    }

    private static void Fails(Func<List<Tensor>> gradients)
    {
        Custom.Gradients = gradients;
        Custom.apply(ones(3).requires_grad_()).sum().backward();
    }

    private sealed class Custom : autograd.SingleTensorFunction<Custom>
    {
        internal static Func<List<Tensor>> Gradients { get; set; } = () => [];

        public override string Name => nameof(Custom);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            return (Tensor)vars[0] * 2;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            ctx.get_saved_variables();
            return Gradients();
        }
    }
}
