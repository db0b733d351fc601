using static TorchSharp.torch;

namespace SeNetMl.Contract.Tests.TorchSharp;

/// <summary>Who disposes a tensor, and that the count of live ones tells leaks: the tests of the library fail by it.</summary>
public sealed class DisposeScopeTests : TensorTest
{
    [Fact]
    public void Scope_AtItsEnd_DisposesWhatWasMadeInIt()
    {
        Tensor inside;
        using (NewDisposeScope())
            inside = ones(1);

        Assert.True(inside.IsInvalid);
    }

    [Fact]
    public void MoveToOuter_SurvivesTheInnerScope()
    {
        using var outer = NewDisposeScope();
        Tensor kept;
        using (NewDisposeScope())
            kept = ones(1).MoveToOuterDisposeScope();

        Assert.False(kept.IsInvalid);
        Assert.True(outer.Contains(kept));
    }

    [Fact]
    public void MoveToOuter_WithNoScopeAround_LeavesAllScopes() => OnAThread(() =>
    {
        Tensor kept;
        using (NewDisposeScope())
            kept = ones(1).MoveToOuterDisposeScope();

        Assert.False(kept.IsInvalid);
        kept.Dispose();
    });

    [Fact]
    public void Detach_LeavesAllScopes()
    {
        Tensor kept;
        using (NewDisposeScope())
            kept = ones(1).DetachFromDisposeScope();

        Assert.False(kept.IsInvalid);
        kept.Dispose();
        Assert.True(kept.IsInvalid);
    }

    [Fact]
    public void LiveCount_OfThisThread_CountsWhatIsInNoScope()
    {
        var before = LiveTensors.Now;
        var left = ones(1).DetachFromDisposeScope();

        Assert.Equal(before + 1, LiveTensors.Now);
        left.Dispose();
        left.Dispose();
        Assert.Equal(before, LiveTensors.Now);
    }

    /// <summary>A thread's count is what it made less what it disposed: work that hands tensors over leaves
    /// two counts that mean nothing.</summary>
    [Fact]
    public void LiveCount_DisposedOnAnotherThread_IsTakenFromThatOne()
    {
        Tensor? made = null;

        Assert.Equal(1, OnAThread(() => made = ones(1)));
        Assert.Equal(-1, OnAThread(() => made!.Dispose()));
    }

    [Fact]
    public void Scopes_OfOtherThreads_AreTheirOwn()
    {
        using var scope = NewDisposeScope();

        OnAThread(() => ones(1).Dispose());

        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void Use_AfterDispose_Throws()
    {
        var gone = ones(1);
        gone.Dispose();

        Assert.Equal("Tensor invalid -- empty handle.", Assert.Throws<InvalidOperationException>(() => gone.shape).Message);
    }

    /// <summary>What a new thread does, and how many tensors it then has. What it throws is thrown here.</summary>
    private static long OnAThread(Action act)
    {
        using var done = Task.Factory.StartNew(
            () =>
            {
                act();
                return LiveTensors.Now;
            },
            TaskCreationOptions.LongRunning);
        return done.GetAwaiter().GetResult();
    }
}
