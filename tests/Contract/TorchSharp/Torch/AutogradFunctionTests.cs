using TorchSharp.Tests.Functional;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Torch;

public sealed class AutogradFunctionTests : TensorTest
{
    [Fact]
    public void Apply_OfOneTensor_HasTheGradientsOfItsBackward()
    {
        var (x, w) = (tensor(new[] { 1f, 2, 3 }, requires_grad: true), tensor(new[] { 4f, 5, 6 }, requires_grad: true));
        var y = ScaledProduct.apply(x, w, 2.0);
        Assert.Equal([8f, 20, 36], Floats(y));
        y.sum().backward();
        Assert.Equal([8f, 10, 12], Floats(x.grad!));
        Assert.Equal([2f, 4, 6], Floats(w.grad!));
    }

    [Fact]
    public void Apply_InsideALargerGraph_AgreesWithDifferences() =>
        GradientCheck.Run(inputs => ScaledProduct.apply(inputs[0].sin(), inputs[1], 3.0).exp(), [4], [4]);

    [Fact]
    public void Apply_WithSeveralOutputs_SumsTheirGradients() =>
        GradientCheck.Run(inputs => SumAndProduct.apply(inputs[0], inputs[1]) is var both ? both[0] * both[1] : null!, [5], [5]);

    [Fact]
    public void Apply_WithAnUnusedOutput_GivesItAGradientOfZeros()
    {
        var (x, w) = (tensor(new[] { 1f, 2 }, requires_grad: true), tensor(new[] { 4f, 5 }, requires_grad: true));
        SumAndProduct.apply(x, w)[1].sum().backward();
        Assert.Equal([4f, 5], Floats(x.grad!));
    }

    [Fact]
    public void Apply_OfWhatNeedsNoGradient_IsAPlainCall()
    {
        Assert.False(ScaledProduct.apply(ones(2), ones(2), 2.0).requires_grad);
        using var untracked = no_grad();
        Assert.False(ScaledProduct.apply(ones(2).requires_grad_(), ones(2), 2.0).requires_grad);
    }

    [Fact]
    public void Apply_WithANullGradient_LeavesThatInputAlone()
    {
        var (x, w) = (ones(2).requires_grad_(), ones(2).requires_grad_());
        Halves.apply(x, w).sum().backward();
        Assert.Equal([0.5f, 0.5f], Floats(x.grad!));
        Assert.Null(w.grad);
    }

    [Fact]
    public void Apply_ThatReturnsItsInput_LeavesTheInputAlone()
    {
        var x = ones(2).requires_grad_();
        var y = Tripled.apply(x);
        Assert.True(x.is_leaf);
        y.sum().backward();
        Assert.Equal([3f, 3], Floats(x.grad!));
    }

    [Fact]
    public void Apply_OfAnOutputThatIsMarked_HasNoGradientThere()
    {
        var outputs = SumAndSign.apply(tensor(new[] { -1f, 2 }, requires_grad: true));
        Assert.Equal([true, false], outputs.Select(output => output.requires_grad));
    }

    [Fact]
    public void Backward_AfterACollection_StillFindsTheFunction()
    {
        var x = ones(3).requires_grad_();
        var y = ScaledProduct.apply(x, ones(3), 2.0);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        y.sum().backward();
        Assert.Equal([2f, 2, 2], Floats(x.grad!));
    }

    private sealed class ScaledProduct : autograd.SingleTensorFunction<ScaledProduct>
    {
        public override string Name => nameof(ScaledProduct);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, w, scale) = ((Tensor)vars[0], (Tensor)vars[1], (double)vars[2]);
            ctx.save_for_backward([x, w]);
            ctx.save_data("scale", scale);
            return x * w * scale;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            var scaled = grad_output * (double)ctx.get_data("scale");
            return [scaled * saved[1], scaled * saved[0], null!];
        }
    }

    private sealed class SumAndProduct : autograd.MultiTensorFunction<SumAndProduct>
    {
        public override string Name => nameof(SumAndProduct);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, w) = ((Tensor)vars[0], (Tensor)vars[1]);
            ctx.save_for_backward([x, w]);
            return [x + w, x * w];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            var saved = ctx.get_saved_variables();
            return [grad_outputs[0] + (grad_outputs[1] * saved[1]), grad_outputs[0] + (grad_outputs[1] * saved[0])];
        }
    }

    private sealed class SumAndSign : autograd.MultiTensorFunction<SumAndSign>
    {
        public override string Name => nameof(SumAndSign);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            List<Tensor> outputs = [x.sum(), x.sign()];
            ctx.mark_non_differentiable([outputs[1]]);
            return outputs;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs) => [grad_outputs[0]];
    }

    private sealed class Halves : autograd.SingleTensorFunction<Halves>
    {
        public override string Name => nameof(Halves);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] / 2;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output / 2, null!];
    }

    private sealed class Tripled : autograd.SingleTensorFunction<Tripled>
    {
        public override string Name => nameof(Tripled);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0];

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 3];
    }
}
