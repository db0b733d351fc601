using System.Text;

namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>Compares the names and shapes of a file with those of a module and words all differences at once.</summary>
internal sealed class StateDictMismatch
{
    private const int MostListed = 20;

    private readonly List<string> _missing = [];
    private readonly List<string> _unexpected = [];
    private readonly List<string> _otherShape = [];

    /// <summary>Finds the differences.</summary>
    /// <param name="module">Names and shapes that the module has.</param>
    /// <param name="file">Names and shapes that the file has.</param>
    internal StateDictMismatch(
        IReadOnlyDictionary<string, IReadOnlyList<long>> module, IReadOnlyDictionary<string, IReadOnlyList<long>> file)
    {
        // Ordinal: the same list on every machine.
        foreach (var (name, shape) in module.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            if (!file.TryGetValue(name, out var got))
                _missing.Add(name);
            else if (!shape.SequenceEqual(got))
                _otherShape.Add($"{name}: expected {SafetensorsFormat.ShapeText(shape)}, got {SafetensorsFormat.ShapeText(got)}");
        }
        _unexpected.AddRange(file.Keys.Where(name => !module.ContainsKey(name)).Order(StringComparer.Ordinal));
    }

    /// <summary>Throws unless both sides agree.</summary>
    /// <param name="fileName">The file's name, for the message.</param>
    /// <exception cref="InvalidDataException">They differ.</exception>
    internal void ThrowIfAny(string fileName)
    {
        if (_missing.Count + _unexpected.Count + _otherShape.Count == 0)
            return;
        var text = new StringBuilder(
            $"The weights in '{fileName}' do not fit the module: expected equal names and shapes, "
            + $"got {_missing.Count} missing, {_unexpected.Count} unexpected, {_otherShape.Count} of another shape.");
        List(text, "Missing in the file", _missing);
        List(text, "Unexpected in the file", _unexpected);
        List(text, "Of another shape", _otherShape);
        text.Append("\nMake the module with the network, reduction ratio and number of classes that the file was written with.");
        throw new InvalidDataException(text.ToString());
    }

    private static void List(StringBuilder text, string title, List<string> lines)
    {
        if (lines.Count == 0)
            return;
        text.Append($"\n{title} ({lines.Count}):");
        foreach (var line in lines.Take(MostListed))
            text.Append($"\n  {line}");
        if (lines.Count > MostListed)
            text.Append($"\n  … and {lines.Count - MostListed} more");
    }
}
