using System.Diagnostics;
using System.Globalization;
using TorchSharp;

namespace SeNetMl.Benchmarks;

/// <summary>
/// Our side of a comparison, as a process of its own, like the peers'. Says who it is, then answers each line "NAME COUNT" with the
/// seconds that COUNT repetitions of the work took. The first call of a work sets it up, untimed.
/// </summary>
internal static class Worker
{
    internal static void Serve(TextReader orders, TextWriter answers)
    {
        torch.set_num_threads(Threads);
        var set = new Dictionary<string, Action>();
        answers.WriteLine($"SeNetMl on {typeof(torch).Assembly.GetName().Name}, libtorch {torch.__version__}, {torch.get_num_threads()} threads");
        answers.Flush();
        while (orders.ReadLine() is { Length: > 0 } order)
        {
            var words = order.Split(' ');
            if (!set.TryGetValue(words[0], out var work))
                set[words[0]] = work = Works.Prepare(words[0]);
            answers.WriteLine(Time(work, int.Parse(words[1], CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture));
            answers.Flush();
        }
    }

    private static int Threads => int.TryParse(Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), CultureInfo.InvariantCulture, out var threads)
        ? threads
        : Environment.ProcessorCount;

    private static double Time(Action work, int count)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
            work();
        return clock.Elapsed.TotalSeconds;
    }
}
