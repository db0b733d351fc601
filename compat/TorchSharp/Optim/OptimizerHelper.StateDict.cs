using TorchSharp.Utils;

namespace TorchSharp.Modules;

// The state as an object, and in TorchSharp's file format: name, counts, options by group, states by parameter.
public abstract partial class OptimizerHelper
{
    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            var first = dictionary.State.Count;
            dictionary.Options.Add(group.Options);
            dictionary.State.AddRange(group.Parameters.Select(StateOf));
            dictionary.StateIndexRef.Add(Enumerable.Range(first, dictionary.State.Count - first).ToList());
        }
        return dictionary;
    }

    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        CheckCounts(own, state_dict.Options.Count, state_dict.State.Count);
        foreach (var (mine, other) in own.Options.Zip(state_dict.Options))
            if (!ReferenceEquals(mine, other))
                mine.LoadStateDict(other);
        foreach (var (mine, other) in own.State.Zip(state_dict.State))
            if (!ReferenceEquals(mine, other))
                mine.LoadStateDict(other);
    }

    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        var dictionary = state_dict();
        writer.Write(GetType().Name);
        writer.Encode(dictionary.Options.Count);
        writer.Encode(dictionary.State.Count);
        foreach (var options in dictionary.Options)
            options.SaveStateDict(writer);
        foreach (var state in dictionary.State)
            state.SaveStateDict(writer);
    }

    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    public void load_state_dict(BinaryReader reader)
    {
        var name = reader.ReadString();
        if (name != GetType().Name)
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{name}' in the loaded stream.");
        var own = state_dict();
        CheckCounts(own, reader.Decode(), reader.Decode());
        foreach (var options in own.Options)
            options.LoadStateDict(reader);
        foreach (var state in own.State)
            state.LoadStateDict(reader);
    }

    private static void CheckCounts(StateDictionary own, long options, long states)
    {
        if (options != own.Options.Count)
            throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
        if (states != own.State.Count)
            throw new ArgumentException("Invalid optimizer state -- different number of states.");
    }

    /// <summary>Moves all states to a device.</summary>
    public void to(torch.Device device)
    {
        foreach (var state in _states.Values)
            state.to(device);
    }
}
