using System.Collections.ObjectModel;

namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>A header whose entries are known to fill the data without overlap or hole; knows nothing of tensors or streams.</summary>
internal sealed class SafetensorsHeader
{
    private readonly string _file;

    /// <summary>Checks how the entries lie in the data.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="entries">By name, in the header's order; each one's span fits its type and shape.</param>
    /// <param name="metadata">In the header's order.</param>
    /// <exception cref="InvalidDataException">Entries overlap or leave a hole.</exception>
    internal SafetensorsHeader(string file, OrderedDictionary<string, SafetensorsEntry> entries, OrderedDictionary<string, string> metadata)
    {
        _file = file;
        ByName = entries;
        Metadata = new ReadOnlyDictionary<string, string>(metadata);
        InDataOrder = [.. entries.Values.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        DataLength = CheckLayout();
    }

    /// <summary>The entries by name, in the header's order.</summary>
    internal OrderedDictionary<string, SafetensorsEntry> ByName { get; }

    /// <summary>The <c>__metadata__</c> map, in the header's order.</summary>
    internal IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The bytes of data that follow the header.</summary>
    internal long DataLength { get; }

    private SafetensorsEntry[] InDataOrder { get; }

    /// <summary>Compares with the bytes that really follow the header.</summary>
    /// <param name="available">How many there are; anything above <see cref="DataLength"/> means "more".</param>
    /// <exception cref="InvalidDataException">There are fewer or more than the entries ask for.</exception>
    internal void CheckAvailable(long available)
    {
        if (available > DataLength)
            throw SafetensorsFormat.Error(_file, "data", $"{DataLength} bytes after the header", "more");
        if (available < DataLength)
        {
            var cut = InDataOrder.First(entry => entry.End > available);
            throw SafetensorsFormat.Error(
                _file,
                SafetensorsFormat.EntryPart(cut.Name, "data_offsets"),
                $"an end within the {available} bytes of data in the file",
                $"{cut.End}");
        }
    }

    private long CheckLayout()
    {
        var end = 0L;
        foreach (var entry in InDataOrder)
        {
            if (entry.Begin != end)
            {
                var fault = entry.Begin < end ? "an overlap with the entry before" : "a hole";
                throw SafetensorsFormat.Error(
                    _file,
                    SafetensorsFormat.EntryPart(entry.Name, "data_offsets"),
                    $"a begin of {end}, where the data before it end",
                    $"{entry.Begin} ({fault})");
            }
            end = entry.End;
        }
        return end;
    }
}
