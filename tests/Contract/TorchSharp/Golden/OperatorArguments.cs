using System.Text.Json;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Golden;

/// <summary>An operator's case as the golden files describe it.</summary>
internal sealed record OperatorCase(string Operator, Dictionary<string, JsonElement> Attributes);

/// <summary>A case's inputs and attributes, for the operator's row to take; it remembers which were not taken, so that none is overlooked.</summary>
internal sealed class OperatorArguments(Dictionary<string, Tensor> inputs, Dictionary<string, JsonElement> attributes) : IDisposable
{
    private readonly HashSet<string> _untouched = [.. inputs.Keys, .. attributes.Keys];
    private readonly List<IDisposable> _kept = [];

    internal IEnumerable<string> Untouched => _untouched;

    /// <summary>An input. Setting it tells that the operator works on a copy, which then has the gradient.</summary>
    internal Tensor this[string name]
    {
        get => Input(name) ?? throw new KeyNotFoundException($"The case has no input {name}.");
        set => inputs[name] = value;
    }

    internal Tensor? Input(string name)
    {
        _untouched.Remove(name);
        return inputs.GetValueOrDefault(name);
    }

    internal bool Bool(string name) => Attribute(name)?.GetBoolean() ?? false;

    internal string? String(string name) => Attribute(name)?.GetString();

    internal double? Double(string name) => Attribute(name)?.GetDouble();

    internal Scalar? Number(string name) => Double(name) is { } number ? number : null;

    internal long? Long(string name) => Attribute(name)?.GetInt64();

    internal long[]? Longs(string name) => Attribute(name)?.EnumerateArray().Select(element => element.GetInt64()).ToArray();

    /// <summary>Height and width; one number stands for both.</summary>
    internal long[] Size(string name) => Attribute(name) is { ValueKind: JsonValueKind.Number } side ? [side.GetInt64(), side.GetInt64()] : Longs(name)!;

    /// <summary>The only dimension of a list, for methods that take no list.</summary>
    internal int OnlyDimension(string name) => (int)Longs(name)!.Single();

    internal nn.Reduction Reduction => String("reduction") is { } name ? Enum.Parse<nn.Reduction>(name, ignoreCase: true) : nn.Reduction.Mean;

    /// <summary>Disposes it with the case: a module that must outlive the row, for its parameters' gradients.</summary>
    internal T Keep<T>(T module) where T : IDisposable
    {
        _kept.Add(module);
        return module;
    }

    /// <summary>An attribute, or null if the case has none of that name or says null.</summary>
    private JsonElement? Attribute(string name)
    {
        _untouched.Remove(name);
        return attributes.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public void Dispose() => _kept.ForEach(module => module.Dispose());
}
