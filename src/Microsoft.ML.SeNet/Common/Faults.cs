using System.Globalization;

namespace Microsoft.ML.SeNet.Common;

/// <summary>Gathers everything that is wrong with a set of options, to be told in one exception.</summary>
internal sealed class Faults(string owner)
{
    private readonly List<string> _lines = [];
    private string? _first;

    /// <summary>A value that has to fulfill one condition; throws as <see cref="ThrowIfAny"/> does where it does not.</summary>
    internal static T Checked<T>(string owner, T value, bool condition, string name, string expected)
    {
        var faults = new Faults(owner);
        faults.Require(condition, name, expected, value);
        faults.ThrowIfAny();
        return value;
    }

    /// <summary>Notes a fault unless the condition holds.</summary>
    /// <returns>The condition.</returns>
    internal bool Require(bool condition, string name, string expected, object? got)
    {
        if (condition)
            return true;
        _first ??= name;
        _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: expected {expected}, got {got ?? "null"}."));
        return false;
    }

    /// <summary>Notes a value that its enumeration does not name.</summary>
    internal bool RequireDefined<T>(T value, string name) where T : struct, Enum => RequireDefined(typeof(T), value, name);

    /// <inheritdoc cref="RequireDefined{T}"/>
    internal bool RequireDefined(Type enumeration, object value, string name) =>
        Require(Enum.IsDefined(enumeration, value), name, $"one of {string.Join(", ", Enum.GetNames(enumeration))}", value);

    /// <summary>Throws one exception that lists every fault.</summary>
    /// <param name="parameterName">The parameter at fault; the first faulty name where null.</param>
    internal void ThrowIfAny(string? parameterName = null)
    {
        if (_lines.Count > 0)
            throw new ArgumentOutOfRangeException(parameterName ?? _first,
                $"{owner} cannot be made from these values. {string.Join(" ", _lines)}");
    }
}
