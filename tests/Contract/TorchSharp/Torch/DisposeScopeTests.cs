using static TorchSharp.torch;

namespace TorchSharp.Tests.Torch;

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
    public void Scope_Nested_OwnsOnlyItsOwn()
    {
        using var outer = NewDisposeScope();
        var first = ones(1);
        using (NewDisposeScope())
            ones(1);
        Assert.False(first.IsInvalid);
        Assert.Equal(1, outer.DisposablesCount);
    }

    [Fact]
    public void MoveToOuter_SurvivesTheInnerScope()
    {
        using var outer = NewDisposeScope();
        Tensor kept;
        using (var inner = NewDisposeScope())
        {
            kept = inner.MoveToOuter(ones(1));
            ones(1).MoveToOuterDisposeScope();
            Assert.Equal(0, inner.DisposablesCount);
        }
        Assert.False(kept.IsInvalid);
        Assert.Equal(2, outer.DisposablesCount);
        Assert.True(outer.Contains(kept));
    }

    [Fact]
    public void MoveToOuter_ManyAtOnce_MovesAll()
    {
        using var outer = NewDisposeScope();
        using (var inner = NewDisposeScope())
            inner.MoveToOuter(ones(1), ones(1));
        Assert.Equal(2, outer.DisposablesCount);
    }

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
    public void Attach_TakesADetachedTensorIn()
    {
        Tensor tensor;
        using (NewDisposeScope())
            tensor = ones(1).DetachFromDisposeScope();
        using (var scope = NewDisposeScope())
            scope.Attach(tensor);
        Assert.True(tensor.IsInvalid);
    }

    [Fact]
    public void DisposeEverythingBut_KeepsWhatItIsTold()
    {
        using var scope = NewDisposeScope();
        var (kept, gone) = (ones(1), ones(1));
        scope.DisposeEverythingBut(kept);
        Assert.False(kept.IsInvalid);
        Assert.True(gone.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void Statistics_CountWhatHappens()
    {
        var statistics = DisposeScopeManager.Statistics;
        var (inScope, disposed, detached) = (statistics.CreatedInScopeCount, statistics.DisposedInScopeCount, statistics.DetachedFromScopeCount);
        using (NewDisposeScope())
        {
            ones(1);
            ones(1).DetachFromDisposeScope().Dispose();
        }
        Assert.Equal(2, statistics.CreatedInScopeCount - inScope);
        Assert.Equal(1, statistics.DisposedInScopeCount - disposed);
        Assert.Equal(1, statistics.DetachedFromScopeCount - detached);
    }

    [Fact]
    public void Statistics_OfATemporaryLeftBehind_ShowIt()
    {
        var before = LiveTensors.Now;
        var left = ones(1);
        Assert.Equal(1, LiveTensors.Now - before);
        left.Dispose();
        Assert.Equal(before, LiveTensors.Now);
    }

    [Fact]
    public void TotalCount_FallsWithDispose()
    {
        var before = Tensor.TotalCount;
        var made = ones(1);
        Assert.True(Tensor.TotalCount > before);
        made.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Dispose_Twice_IsOnce()
    {
        var tensor = ones(1);
        tensor.Dispose();
        tensor.Dispose();
        Assert.True(tensor.IsInvalid);
        var scope = NewDisposeScope();
        scope.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void Use_AfterDispose_Throws()
    {
        var tensor = ones(1);
        tensor.Dispose();
        Assert.Equal("Tensor invalid -- empty handle.", Assert.Throws<InvalidOperationException>(() => tensor.shape).Message);
        Assert.Throws<InvalidOperationException>(() => tensor + tensor);
        Assert.Throws<InvalidOperationException>(() => ones(1).add(tensor));
    }

    [Fact]
    public void WrappedTensorDisposeScope_KeepsTheResultOnly()
    {
        using var outer = NewDisposeScope();
        var result = WrappedTensorDisposeScope(() => ones(2) + ones(2));
        Assert.Equal([2f, 2], Floats(result));
        Assert.Equal(1, outer.DisposablesCount);
    }

    [Fact]
    public void Scopes_OfOtherThreads_AreTheirOwn()
    {
        using var scope = NewDisposeScope();
        var inThread = new Thread(() => ones(1).Dispose());
        inThread.Start();
        inThread.Join();
        Assert.Equal(0, scope.DisposablesCount);
    }
}
