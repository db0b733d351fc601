using System.Diagnostics;
using System.Globalization;
using TorchSharp;

namespace SeNetMl.Benchmarks;

/// <summary>
/// One side of a comparison, as a process of its own. Says who it is, then answers each line "NAME COUNT" with the seconds that COUNT
/// repetitions of the work took. The first call of a work sets it up, untimed.
/// </summary>
internal static class Worker
{
    /// <summary>How many threads each side has, unless it is to have what its library gives.</summary>
    internal static int Threads => int.TryParse(
        Environment.GetEnvironmentVariable("OMP_NUM_THREADS"), CultureInfo.InvariantCulture, out var threads)
        ? threads
        : Environment.ProcessorCount;

    /// <summary>Our side.</summary>
    internal static void Serve(TextReader orders, TextWriter answers)
    {
        torch.set_num_threads(Threads);
        Serve($"SeNetMl on TorchSharp, libtorch {torch.__version__}, {torch.get_num_threads()} threads", Works.Prepare, orders, answers);
    }

    /// <summary>Any side.</summary>
    /// <param name="introduction">Who it is.</param>
    /// <param name="prepare">Sets the work of a name up.</param>
    /// <param name="orders">What to do.</param>
    /// <param name="answers">How long it took.</param>
    internal static void Serve(string introduction, Func<string, Action> prepare, TextReader orders, TextWriter answers)
    {
        var set = new Dictionary<string, Action>();
        answers.WriteLine(introduction);
        answers.Flush();
        while (orders.ReadLine() is { Length: > 0 } order)
        {
            var words = order.Split(' ');
            if (!set.TryGetValue(words[0], out var work))
                set[words[0]] = work = prepare(words[0]);
            answers.WriteLine(Time(work, int.Parse(words[1], CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture));
            answers.Flush();
        }
    }

    private static double Time(Action work, int count)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < count; i++)
            work();
        return clock.Elapsed.TotalSeconds;
    }
}
