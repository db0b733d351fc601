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
        var arrived = 0;
        var threads = Enumerable.Range(0, disposed.Length).Select(me => Task.Factory.StartNew(() =>
        {
            for (var i = 0; i < Tensors; i++)
            {
                Interlocked.Increment(ref arrived);
                SpinWait.SpinUntil(() => Volatile.Read(ref arrived) >= disposed.Length * (i + 1)); // both leave at the same moment
                tensors[i].Dispose();
            }
            disposed[me] = -DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        Task.WaitAll(threads);

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
