namespace Microsoft.ML.SeNet.Common;

/// <summary>Gathers everything that is wrong with a set of options, to be told in one exception.</summary>
internal sealed class Faults(string owner)
{
    private readonly List<string> _lines = [];

    /// <summary>Notes a fault unless the condition holds.</summary>
    /// <returns>The condition.</returns>
    internal bool Require(bool condition, string name, string expected, object? got)
    {
        if (!condition)
            _lines.Add($"{name}: expected {expected}, got {got ?? "null"}.");
        return condition;
    }

    /// <summary>Notes a value that its enumeration does not name.</summary>
    internal bool RequireDefined<T>(T value, string name) where T : struct, Enum =>
        Require(Enum.IsDefined(value), name, $"one of {string.Join(", ", Enum.GetNames<T>())}", value);

    /// <summary>Throws one exception that lists every fault.</summary>
    internal void ThrowIfAny(string parameterName)
    {
        if (_lines.Count > 0)
            throw new ArgumentOutOfRangeException(parameterName, $"{owner} cannot be made from these values. {string.Join(" ", _lines)}");
    }
}
