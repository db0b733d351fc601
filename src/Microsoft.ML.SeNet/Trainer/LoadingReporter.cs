using Microsoft.ML.Runtime;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Trainer;

/// <summary>Tells how many pictures are loaded, and in the log what was found.</summary>
internal sealed class LoadingReporter(Action<TrainingProgress>? callback, int epochs, long? rows)
{
    /// <summary>Pictures from one report to the next.</summary>
    private const int Every = 64;

    private const int ListedPictures = 20;

    private readonly long _started = TimeProvider.System.GetTimestamp();
    private readonly Lock _gate = new();
    private int _told;

    /// <summary>Called by any thread; the callback is called by one at a time.</summary>
    internal void Loaded(int count)
    {
        if (callback is null || count % Every != 0)
            return;
        lock (_gate)
        {
            // Threads may come here in another order than they counted in.
            if (count <= _told)
                return;
            _told = count;
            callback(Progress(count));
        }
    }

    /// <summary>The last report, and the log's lines.</summary>
    internal void Finish(PictureSet set, IChannel channel)
    {
        callback?.Invoke(Progress((int)Math.Min(set.Count + set.Skipped.Count + set.WithoutLabel, int.MaxValue)));
        var (inMemory, inFile) = set.Size;
        channel.Info(MessageSensitivity.None,
            $"{set.Count} pictures: {inMemory >> 20} MiB in memory, {inFile >> 20} MiB in a temporary file.");
        if (set.WithoutLabel > 0)
            channel.Warning(MessageSensitivity.None, $"{set.WithoutLabel} rows without a label were left out.");
        if (set.Skipped.Count == 0)
            return;
        channel.Warning(MessageSensitivity.UserData, $"{set.Skipped.Count} pictures that cannot be read were left out:");
        foreach (var picture in set.Skipped.Take(ListedPictures))
            channel.Warning(MessageSensitivity.UserData, $"  {picture}");
        if (set.Skipped.Count > ListedPictures)
            channel.Warning(MessageSensitivity.UserData, $"  and {set.Skipped.Count - ListedPictures} more.");
    }

    private TrainingProgress Progress(int count)
    {
        var elapsed = TimeProvider.System.GetElapsedTime(_started);
        return new TrainingProgress
        {
            Stage = TrainingStage.Loading,
            Epochs = epochs,
            Step = count,
            Steps = (int)Math.Min(rows ?? 0, int.MaxValue),
            ImagesPerSecond = elapsed > TimeSpan.Zero ? count / elapsed.TotalSeconds : 0,
            TimeLeft = rows is { } all && count > 0 ? elapsed / count * Math.Max(0, all - count) : TimeSpan.Zero,
        };
    }
}
