using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace SeNetMl.Contract.Tests.TorchSharp;

/// <summary>Autograd functions of one's own, which the fused passes of training are.</summary>
public sealed class AutogradFunctionTests : TensorTest
{
    private readonly Tensor _x;
    private readonly Tensor _w;

    public AutogradFunctionTests() =>
        (_x, _w) = (tensor(new[] { 1f, 2, 3 }, requires_grad: true), tensor(new[] { 4f, 5, 6 }, requires_grad: true));

    [Fact]
    public void Apply_WithObjectsAmongItsArguments_HasTheGradientsOfItsBackward()
    {
        var y = ScaledProduct.apply(_x, _w, 2.0, new object());

        Assert.Equal([8f, 20, 36], Floats(y));
        y.sum().backward();
        Assert.Equal([8f, 10, 12], Floats(_x.grad!));
        Assert.Equal([2f, 4, 6], Floats(_w.grad!));
    }

    [Fact]
    public void Apply_OfNoneThatNeedsAGradient_HasNone()
    {
        Assert.False(ScaledProduct.apply(ones(2), ones(2), 2.0, this).requires_grad);
        using var untracked = no_grad();
        Assert.False(ScaledProduct.apply(_x, _w, 2.0, this).requires_grad);
    }

    [Fact]
    public void Apply_NullAmongArgumentsSavedAndGradients_StaysNull()
    {
        WithNulls.apply(_x, null!, _w).sum().backward();

        Assert.Equal([0.5f, 0.5f, 0.5f], Floats(_x.grad!));
        Assert.Null(_w.grad);
    }

    /// <summary>The function lives as long as the graph, though nothing of ours refers to it.</summary>
    [Fact]
    public void Backward_AfterACollection_StillFindsTheFunction()
    {
        var y = ScaledProduct.apply(_x, _w, 2.0, this);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        y.sum().backward();

        Assert.Equal([8f, 10, 12], Floats(_x.grad!));
    }

    /// <summary>What is remembered from one backward pass to the next is remembered by thread.</summary>
    [Fact]
    public void Backward_OnTheCpu_RunsOnTheThreadThatAskedForIt()
    {
        Remembering.apply(_x).sum().backward();

        Assert.Equal(Environment.CurrentManagedThreadId, Remembering.Thread);
    }

    /// <summary>Why our functions let go of their gradients themselves: they would live until the scope of the whole step ends.</summary>
    [Fact]
    public void Backward_WhatItReturns_LivesUntilTheScopeAroundEnds()
    {
        using (NewDisposeScope())
        {
            Remembering.apply(_x * 1).sum().backward();
            Assert.False(Remembering.Gradient!.IsInvalid);
        }

        Assert.True(Remembering.Gradient!.IsInvalid);
        Assert.Equal([2f, 2, 2], Floats(_x.grad!));
    }

    /// <summary>And why they may: autograd has references of its own.</summary>
    [Fact]
    public void Backward_WhatItReturnedDisposed_GradientsStay()
    {
        Remembering.apply(_x).sum().backward();

        Remembering.Gradient!.Dispose();

        Assert.Equal([2f, 2, 2], Floats(_x.grad!));
    }

    /// <summary>No copy: what forward returns is the memory that the graph goes on with.</summary>
    [Fact]
    public void Apply_WhatForwardReturns_IsTheMemoryOfTheResult()
    {
        var y = Remembering.apply(_x);

        Assert.Equal(Remembering.Address, Address(y));
    }

    private static unsafe nint Address(Tensor tensor) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

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
            return [scaled * saved[1], scaled * saved[0], null!, null!];
        }
    }

    private sealed class WithNulls : autograd.SingleTensorFunction<WithNulls>
    {
        public override string Name => nameof(WithNulls);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0], null!, (Tensor)vars[2]]);
            return (Tensor)vars[0] / 2;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            Assert.Equal([true, false, true], ctx.get_saved_variables().Select(saved => saved is not null));
            return [grad_output / 2, null!, null!];
        }
    }

    /// <summary>Twice its input, and what a test wants to know of it.</summary>
    private sealed class Remembering : autograd.SingleTensorFunction<Remembering>
    {
        internal static int Thread { get; private set; }

        internal static nint Address { get; private set; }

        internal static Tensor? Gradient { get; private set; }

        public override string Name => nameof(Remembering);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var result = (Tensor)vars[0] * 2;
            Address = AutogradFunctionTests.Address(result);
            return result;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            Thread = Environment.CurrentManagedThreadId;
            return [Gradient = grad_output * 2];
        }
    }
}
