using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A column of a text file: its type, and the fields that fill it.</summary>
internal sealed class TextColumn
{
    private TextColumn(string name, DataViewType type, (int First, int End)[] segments) =>
        (Name, Type, Segments) = (name, type, segments);

    public string Name { get; }

    public DataViewType Type { get; }

    /// <summary>Ranges of fields; an end of <see cref="int.MaxValue"/> is that of the line.</summary>
    public (int First, int End)[] Segments { get; }

    public static TextColumn Create(TextLoader.Column column, Func<int> inputSize, IChannel channel)
    {
        if (column.Source is not { Length: > 0 } ranges)
            throw channel.ExceptUserArg("Source", "Must specify some source column indices");
        string name = channel.CheckNonWhiteSpace(column.Name, nameof(column.Name)).Trim();
        var item = ItemType(column);
        var segments = ranges.Select(range => Segment(range, inputSize, channel)).ToArray();
        var sorted = segments.OrderBy(segment => segment.First).ToArray();
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i - 1].End > sorted[i].First)
                throw channel.ExceptUserArg("Source", "Intervals specified for column '{0}' overlap", name);
        }
        bool varies = segments.Any(segment => segment.End == int.MaxValue);
        int size = segments.Where(segment => segment.End != int.MaxValue).Sum(segment => segment.End - segment.First);
        bool isVector = varies || size > 1 || ranges[0].ForceVector;
        return new TextColumn(name, !isVector ? item : new VectorDataViewType(item, varies ? 0 : size), segments);
    }

    /// <summary>The column, its slots named by the header.</summary>
    public DataViewSchema.DetachedColumn Detached(string[] header)
    {
        var slots = Segments.SelectMany(segment => Enumerable.Range(segment.First, Math.Min(segment.End, Math.Max(header.Length, segment.First)) - segment.First)).ToArray();
        if (Type is not VectorDataViewType { IsKnownSize: true, Size: var size } || !slots.Any(slot => slot < header.Length && header[slot].Length > 0))
            return new DataViewSchema.DetachedColumn(Name, Type);
        var names = new SparseBuilder<ReadOnlyMemory<char>>();
        int start = 0;
        foreach (var (first, end) in Segments)
        {
            for (int i = first; i < end && i < header.Length; i++)
            {
                if (header[i].Trim().Length > 0)
                    names.Add(start + i - first, header[i].Trim().AsMemory());
            }
            start += end - first;
        }
        VBuffer<ReadOnlyMemory<char>> values = default;
        names.MoveTo(ref values, size);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddSlotNames(size, ValueGetters.Constant(values));
        return new DataViewSchema.DetachedColumn(Name, Type, annotations.ToAnnotations());
    }

    private static PrimitiveDataViewType ItemType(TextLoader.Column column)
    {
        var item = ColumnTypes.Primitive(column.DataKind);
        if (column.KeyCount is not { } key)
            return item;
        if (!KeyDataViewType.IsValidDataType(item.RawType))
            throw Contracts.ExceptUserArg(null, "Type", "Bad item type for Key");
        return new KeyDataViewType(item.RawType, key.Count ?? Largest(item.RawType));
    }

    private static (int First, int End) Segment(TextLoader.Range range, Func<int> inputSize, IChannel channel)
    {
        if (range.Min is < 0 or >= int.MaxValue - 1)
            throw channel.ExceptUserArg("Min");
        if (range.Max < range.Min || range.Max >= int.MaxValue - 1)
            throw channel.ExceptUserArg("Max");
        if (range.Max is { } max)
            return (range.Min, max + 1);
        if (range.VariableEnd && !range.AutoEnd)
            return (range.Min, int.MaxValue);
        if (!range.AutoEnd)
            return (range.Min, range.Min + 1);
        int size = inputSize();
        if (range.Min >= size)
            throw channel.ExceptUserArg("Min", "Column #{0} not found in the dataset (it only has {1} columns)", range.Min, size);
        return (range.Min, size);
    }

    private static ulong Largest(Type type) => type == typeof(byte) ? byte.MaxValue : type == typeof(ushort) ? ushort.MaxValue : type == typeof(uint) ? uint.MaxValue : ulong.MaxValue;
}
