using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Microsoft.ML.SeNet.Compute;

/// <summary>
/// Shares work of ours among the very threads that libtorch computes with. Threads of our own would have to fight them: between two of
/// libtorch's operators its threads spin for milliseconds, waiting for the next one.
/// </summary>
internal static unsafe class ComputeTeam
{
    /// <summary>Does the work in ranges that depend on nothing but the number of items and threads, each range on one thread,
    /// and waits for all.</summary>
    /// <param name="items">How many items there are, 0 or more.</param>
    /// <param name="least">As many items are worth a thread, 1 or more. With fewer than two such parts the calling thread does all; else
    /// all threads take part, because the runtime ends those that a smaller team leaves out.</param>
    /// <param name="work">Gets the first item of its range and the one behind the last. What it throws first is thrown here.</param>
    internal static void Run(long items, long least, Action<long, long> work)
    {
        var threads = items < 2 * least ? 1 : torch.get_num_threads();
        var job = new Job(items, work);
        if (threads == 1)
            job.Do(0, 1);
        else if (OpenMp.Functions is { } openMp)
            RunOn(openMp, job, threads);
        else
            Parallel.For(0, threads, part => job.Do(part, threads));
        job.Failure?.Throw();
    }

    private static void RunOn(OpenMp.Exports openMp, Job job, int threads)
    {
        var handle = GCHandle.Alloc(job);
        try
        {
            openMp.Parallel(&Member, GCHandle.ToIntPtr(handle), threads);
        }
        finally
        {
            handle.Free();
        }
    }

    /// <summary>Runs on each thread of the team.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Member(nint data)
    {
        var job = (Job)GCHandle.FromIntPtr(data).Target!;
        job.Do(OpenMp.Functions!.ThreadNumber, OpenMp.Functions.ThreadCount);
    }

    private sealed class Job(long items, Action<long, long> work)
    {
        private ExceptionDispatchInfo? _failure;

        /// <summary>What the work threw first.</summary>
        internal ExceptionDispatchInfo? Failure => _failure;

        /// <summary>Does a part. What it throws is kept: an exception must not travel through native frames.</summary>
        internal void Do(int part, int parts)
        {
            try
            {
                var (from, to) = (items * part / parts, items * (part + 1) / parts);
                if (from < to)
                    work(from, to);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            }
        }
    }
}

/// <summary>How many threads libtorch computes with: all processors unless told otherwise.</summary>
internal static class ComputeThreads
{
    /// <summary>Has this thread compute with so many threads until the result is disposed; null changes nothing.</summary>
    internal static Limited Limit(int? threads)
    {
        var before = torch.get_num_threads();
        if (threads is not { } wanted || wanted == before)
            return default;
        torch.set_num_threads(wanted);
        return new Limited(before);
    }

    /// <summary>Sets back the number of threads.</summary>
    internal readonly struct Limited(int before) : IDisposable
    {
        public void Dispose()
        {
            if (before > 0)
                torch.set_num_threads(before);
        }
    }
}
