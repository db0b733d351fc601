using System.Text.Json;
using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// A training on disk, from which it goes on as if nothing had happened: one safetensors file with the network ("network.…"), what the
/// optimizer remembers ("optimizer.…"), the best weights ("best.…") and the averaged ones ("average.…"), and in the metadata where the
/// training stands, its settings and what its pictures were. Written whole or not at all.
/// </summary>
internal sealed class Checkpoint(string path, TrainingSettings settings, string data)
{
    private const int Version = 1;
    private const string VersionKey = "senet_checkpoint";
    private const string SettingsKey = "settings";
    private const string DataKey = "data";
    private const string StateKey = "state";
    private const string NetworkPrefix = "network.";
    private const string OptimizerPrefix = "optimizer.";
    private const string BestPrefix = "best.";
    private const string AveragePrefix = "average.";

    /// <summary>The file.</summary>
    internal string Path => path;

    /// <summary>The seed of the training in a file; null where there is none that can be read.</summary>
    internal static long? SeedOf(string path)
    {
        if (!File.Exists(path))
            return null;
        using var file = Open(path);
        return file.Metadata.TryGetValue(SettingsKey, out var settings) ? SettingsText.SeedOf(settings) : null;
    }

    /// <summary>Finds out before anything is read or computed whether a training can be saved to a path and go on from it.</summary>
    /// <exception cref="IOException">The path is a folder or in none.</exception>
    /// <exception cref="InvalidDataException">There is a file that is damaged, newer or of other settings.</exception>
    internal static void CheckReady(string path, TrainingSettings settings)
    {
        if (Directory.Exists(path))
            throw new IOException($"Options.CheckpointPath: expected a file name, got the folder '{path}'. Add a file name.");
        if (!Directory.Exists(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))))
            throw new DirectoryNotFoundException(
                $"Options.CheckpointPath: expected a file in an existing folder, got '{path}'. Create its folder first.");
        if (!File.Exists(path))
            return;
        using var file = Open(path);
        var checkpoint = new Checkpoint(path, settings, "");
        checkpoint.CheckVersion(file);
        checkpoint.ThrowIfAny([.. SettingsText.Differences(checkpoint.Text(file, SettingsKey), SettingsText.Of(settings))]);
    }

    /// <summary>Writes where a training stands.</summary>
    /// <exception cref="IOException">The file cannot be written; an older one stays as it was.</exception>
    internal void Save(CheckpointContent content, TrainingState state)
    {
        var tensors = content.Network.state_dict().Select(item => (NetworkPrefix + item.Key, item.Value))
            .Concat(content.Optimizer.State.Select(item => (OptimizerPrefix + item.Name, item.Tensor)))
            .Concat(content.Best.State.Select(item => (BestPrefix + item.Name, item.Tensor)))
            .Concat(content.Average?.State.Select(item => (AveragePrefix + item.Name, item.Tensor)) ?? []);
        var metadata = new OrderedDictionary<string, string>
        {
            [VersionKey] = $"{Version}",
            [SettingsKey] = SettingsText.Of(settings),
            [DataKey] = data,
            [StateKey] = JsonSerializer.Serialize(state),
        };
        try
        {
            SafetensorsWriter.Write(path, tensors, metadata);
        }
        // The last is .NET's word for a file that is too large for its file system.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            throw new IOException(
                $"Cannot save the checkpoint '{path}': {e.Message} An older one there is untouched, and the next Fit goes on from it. "
                + "Make room, or copy it to another place and set Options.CheckpointPath to that.", e);
        }
    }

    /// <summary>Puts everything back where it was; null and nothing done where there is no file.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, newer, or of other settings or pictures; the message names what differs.
    /// </exception>
    internal TrainingState? TryLoad(CheckpointContent content)
    {
        if (!File.Exists(path))
            return null;
        using var file = Open(path);
        CheckVersion(file);
        CheckSame(file);
        var state = State(file);
        ReadInto(file, NetworkPrefix, content.Network.state_dict().Select(item => (item.Key, item.Value)));
        ReadInto(file, OptimizerPrefix, content.Optimizer.State);
        ReadInto(file, AveragePrefix, content.Average?.State ?? []);
        if (state.Best is not null)
        {
            content.Best.Keep(content.Network);
            ReadInto(file, BestPrefix, content.Best.State);
        }
        return state;
    }

    private static SafetensorsFile Open(string path)
    {
        try
        {
            return SafetensorsFile.Open(path);
        }
        catch (InvalidDataException e)
        {
            throw Unusable(path, e.Message);
        }
    }

    private void CheckVersion(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(VersionKey, out var version))
            throw Unusable($"expected the metadata key '{VersionKey}', got none: it is no checkpoint of a training.");
        if (version != $"{Version}")
            throw Unusable($"expected version {Version}, got '{version}': it was written by another version of this library.");
    }

    private void CheckSame(SafetensorsFile file)
    {
        var differences = SettingsText.Differences(Text(file, SettingsKey), SettingsText.Of(settings)).ToList();
        var got = Text(file, DataKey);
        if (got != data)
            differences.Add($"training data: expected {data}, got {got}.");
        ThrowIfAny(differences);
    }

    private void ThrowIfAny(List<string> differences)
    {
        if (differences.Count > 0)
            throw new InvalidDataException(
                $"The checkpoint '{path}' belongs to another training. {string.Join(" ", differences)} Restore these, or delete the file "
                + "to begin anew.");
    }

    private TrainingState State(SafetensorsFile file)
    {
        try
        {
            var state = JsonSerializer.Deserialize<TrainingState>(Text(file, StateKey)) ?? throw new JsonException("null");
            if (state.Epoch < 0 || state.Step < 0 || state.Running is null || state.History?.Count != state.Epoch
                || state.History.Contains(null!) || state.BestEpoch < 0 || state.BestEpoch > state.Epoch)
                throw new JsonException("numbers that contradict each other");
            return state;
        }
        catch (JsonException e)
        {
            throw Unusable($"expected where the training stands under '{StateKey}', got something else ({e.Message}).");
        }
    }

    private void ReadInto(SafetensorsFile file, string prefix, IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        using var untracked = no_grad();
        var all = tensors.ToList();
        var missing = all
            .Where(item => file.Find(prefix + item.Name) is not { } entry || !entry.Shape.SequenceEqual(item.Tensor.shape))
            .Select(item => prefix + item.Name).ToList();
        if (missing.Count > 0)
            throw Unusable($"expected the tensors of this network, got none or others for {string.Join(", ", missing)}.");
        foreach (var (name, tensor) in all)
            file.ReadInto(prefix + name, tensor);
    }

    private string Text(SafetensorsFile file, string key) =>
        file.Metadata.TryGetValue(key, out var text) ? text : throw Unusable($"expected the metadata key '{key}', got none.");

    private InvalidDataException Unusable(string why) => Unusable(path, why);

    private static InvalidDataException Unusable(string path, string why) => new(
        $"The checkpoint '{path}' cannot be used: {why} Delete it to begin anew.");
}

/// <summary>The tensors of a training that a checkpoint keeps. All of them stay their owners'.</summary>
/// <param name="Network">The network that is trained.</param>
/// <param name="Optimizer">What moves it.</param>
/// <param name="Best">The weights that validated best.</param>
/// <param name="Average">The average of the weights; null where none is kept.</param>
internal sealed record CheckpointContent(nn.Module Network, Optimizer Optimizer, BestWeights Best, WeightAverage? Average);
