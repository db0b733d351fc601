using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Training;

namespace Microsoft.ML.SeNet.Tuning;

/// <summary>
/// An experiment on disk: what it is (<c>experiment.json</c>), and for each trial what came of it (<c>trial-000.json</c>), its validation
/// scores and its weights after so many epochs (<c>trial-000-epoch9.scores</c>, <c>.safetensors</c>), and the checkpoints of its trainings
/// (<c>trial-000-part0.ckpt</c>). Each file is written whole or not at all; a trial's own is written last, so that what it says is done is
/// done.
/// </summary>
internal sealed class ExperimentFolder : IDisposable
{
    private const string IdentityName = "experiment.json";
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    private readonly FileStream _lock;
    private readonly bool _isTemporary;

    /// <summary>Opens a folder and keeps others out until it is released.</summary>
    /// <param name="path">Made where it is missing; a temporary one, deleted with this object, where null.</param>
    /// <exception cref="IOException">Another process is at work there, or it cannot be made.</exception>
    internal ExperimentFolder(string? path)
    {
        _isTemporary = path is null;
        Path = path is null ? Directory.CreateTempSubdirectory("senet-experiment-").FullName : Directory.CreateDirectory(path).FullName;
        try
        {
            _lock = new FileStream(In(".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new IOException(
                $"The experiment folder '{Path}' cannot be used: expected no other experiment at work there, got a locked folder "
                + $"({e.Message}). Wait for that one, or name another folder.", e);
        }
    }

    internal string Path { get; }

    /// <summary>Whether <see cref="Dispose"/> was called.</summary>
    internal bool IsDisposed { get; private set; }

    /// <summary>The time that finished trainings here took.</summary>
    internal double Seconds => Directory.EnumerateFiles(Path, "trial-*.json").Sum(file => Read(file).Seconds);

    /// <summary>The seed of the experiment that is here; null where there is none.</summary>
    internal long? Seed => File.Exists(In(IdentityName)) ? SettingsText.SeedOf(File.ReadAllText(In(IdentityName))) : null;

    /// <summary>Sees that the experiment here is the one that is wanted, or begins it.</summary>
    /// <param name="identity">A JSON object of everything that decides the results.</param>
    /// <exception cref="InvalidDataException">It is another one; the message names what differs.</exception>
    internal void Claim(string identity)
    {
        if (!File.Exists(In(IdentityName)))
        {
            WriteText(IdentityName, identity);
            return;
        }
        var differences = SettingsText.Differences(File.ReadAllText(In(IdentityName)), identity).ToList();
        if (differences.Count > 0)
            throw new InvalidDataException(
                $"The experiment folder '{Path}' belongs to another experiment. {string.Join(" ", differences)} Restore these, or name "
                + "another folder.");
    }

    internal TrialRecord? Load(int trial)
    {
        var file = In(Name(trial) + ".json");
        return File.Exists(file) ? Read(file) : null;
    }

    private TrialRecord Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<TrialRecord>(File.ReadAllText(file), s_json) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $"The experiment folder '{Path}' is damaged: expected a trial in '{System.IO.Path.GetFileName(file)}', got something "
                + $"else ({e.Message}). Delete that file to run the trial again.", e);
        }
    }

    /// <summary>Writes what is known of a trial; scores and weights of former rungs are then nobody's.</summary>
    internal void Save(TrialRecord record)
    {
        WriteText(Name(record.Index) + ".json", JsonSerializer.Serialize(record, s_json));
        foreach (var rung in record.Rungs.SkipLast(1))
        {
            File.Delete(ScoresOf(record.Index, rung.Epochs));
            File.Delete(WeightsOf(record.Index, rung.Epochs));
        }
    }

    internal void SaveScores(int trial, int epochs, float[] scores) =>
        AtomicFile.Write(ScoresOf(trial, epochs), stream => stream.Write(MemoryMarshal.AsBytes<float>(scores)));

    /// <summary>What <see cref="SaveScores"/> wrote.</summary>
    /// <exception cref="InvalidDataException">There are not as many as expected.</exception>
    internal float[] LoadScores(int trial, int epochs, int count)
    {
        var file = ScoresOf(trial, epochs);
        var bytes = File.Exists(file) ? File.ReadAllBytes(file) : [];
        if (bytes.Length != count * sizeof(float))
            throw new InvalidDataException(
                $"The experiment folder '{Path}' is damaged: expected {count} scores in '{System.IO.Path.GetFileName(file)}', got "
                + $"{bytes.Length / sizeof(float)}. Delete '{Name(trial)}.json' to run the trial again.");
        return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
    }

    internal string WeightsOf(int trial, int epochs) => In($"{Name(trial)}-epoch{epochs}.safetensors");

    /// <summary>The weights of a model trained on all pictures after a cross-validation.</summary>
    internal string RefitOf(int trial) => In(Name(trial) + "-all.safetensors");

    internal string CheckpointOf(int trial, int part) => In($"{Name(trial)}-part{part}.ckpt");

    internal string RefitCheckpointOf(int trial) => In($"{Name(trial)}-all.ckpt");

    /// <summary>Deletes the checkpoints, when no trial will go on.</summary>
    internal void DeleteCheckpoints()
    {
        foreach (var file in Directory.EnumerateFiles(Path, "trial-*.ckpt"))
            File.Delete(file);
    }

    /// <summary>Lets others in.</summary>
    internal void Release() => _lock.Dispose();

    /// <summary>Lets others in; a temporary folder is deleted.</summary>
    public void Dispose()
    {
        Release();
        IsDisposed = true;
        if (_isTemporary && Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }

    private string ScoresOf(int trial, int epochs) => In($"{Name(trial)}-epoch{epochs}.scores");

    private static string Name(int trial) => $"trial-{trial:000}";

    private string In(string name) => System.IO.Path.Combine(Path, name);

    private void WriteText(string name, string text) =>
        AtomicFile.Write(In(name), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}

/// <summary>All that is known of a trial, as it stands in the experiment's folder.</summary>
internal sealed record TrialRecord
{
    public required int Index { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Configuration { get; init; }

    /// <summary>Trainable numbers of its network; 0 before it was built.</summary>
    public long Parameters { get; init; }

    /// <summary>Multiply-adds for one picture, those of the scaling included.</summary>
    public long MultiplyAdds { get; init; }

    /// <summary>What came of each rung that it has climbed.</summary>
    public IReadOnlyList<RungRecord> Rungs { get; init; } = [];

    /// <summary>Why it can go no further; null where it can.</summary>
    public string? Failure { get; init; }

    /// <summary>The median time to score one picture.</summary>
    public double? LatencyMilliseconds { get; init; }

    /// <summary>All of the model but weights and labels.</summary>
    public string? Description { get; init; }

    internal int Epochs => Rungs.Count == 0 ? 0 : Rungs[^1].Epochs;

    internal double Seconds => Rungs.Sum(rung => rung.Seconds);

    internal TrialProgress Progress(SeResNetMetric metric) => new([.. Rungs.Select(rung => metric.Score(rung.Value))], Failure is not null);
}

/// <summary>A trial at one rung.</summary>
/// <param name="Epochs">How many epochs it has had.</param>
/// <param name="Value">The optimizing metric: the mean over the repetitions.</param>
/// <param name="Repetitions">The metric of each repetition, over all its folds.</param>
/// <param name="Seconds">The time from the rung below.</param>
internal sealed record RungRecord(int Epochs, double Value, IReadOnlyList<double> Repetitions, double Seconds)
{
    /// <summary>The standard deviation of one repetition; null where there is only one.</summary>
    internal double? Spread => Repetitions.Count < 2
        ? null
        : Math.Sqrt(Repetitions.Sum(value => Math.Pow(value - Repetitions.Average(), 2)) / (Repetitions.Count - 1));
}
