using TorchSharp;
using TorchSharp.Native;
using static TorchSharp.torch;

namespace SeNetMl.Compat.Tests.Tensors;

/// <summary>One tensor in the hands of several threads.</summary>
public sealed class TensorThreadTests
{
    private const int Tensors = 5000;

    public TensorThreadTests() => NativeStack.Require();

    [SkippableFact]
    public void Dispose_FromTwoThreadsAtOnce_CountsOnce()
    {
        var tensors = Enumerable.Range(0, Tensors).Select(_ => ones(1)).ToArray();
        var disposed = new long[2];
        using var together = new Barrier(disposed.Length);
        var threads = Enumerable.Range(0, disposed.Length).Select(me => new Thread(() =>
        {
            foreach (var tensor in tensors)
            {
                together.SignalAndWait();
                tensor.Dispose();
            }
            disposed[me] = -DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        })).ToArray();

        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.Equal(Tensors, disposed.Sum());
        Assert.All(tensors, tensor => Assert.True(tensor.IsInvalid));
    }

    [SkippableFact]
    public void PeakCount_RaisedByManyThreads_ReachesWhatLives()
    {
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            var held = Enumerable.Range(0, Tensors / 8).Select(_ => ones(1)).ToArray();
            var live = TensorHandle.LiveCount; // other threads may be between counting a tensor and raising the peak
            SpinWait.SpinUntil(() => TensorHandle.PeakCount >= live, TimeSpan.FromSeconds(10));
            Assert.InRange(TensorHandle.PeakCount, live, long.MaxValue);
            Array.ForEach(held, tensor => tensor.Dispose());
        });
    }
}
