using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>One concatenation over one schema: type, annotations, values.</summary>
internal sealed class ConcatenatedColumn
{
    private readonly ColumnConcatenatingTransformer.Column _column;
    private readonly VectorDataViewType _type;

    public ConcatenatedColumn(IHost host, DataViewSchema schema, ColumnConcatenatingTransformer.Column column)
    {
        _column = column;
        Sources = new DataViewSchema.Column[column.Sources.Length];
        DataViewType? itemType = null;
        int size = 0;
        for (int i = 0; i < Sources.Length; i++)
        {
            string name = column.Sources[i].Name;
            Sources[i] = schema.GetColumnOrNull(name) ?? throw host.ExceptSchemaMismatch("inputSchema", "input", name);
            var type = Sources[i].Type;
            itemType ??= type.GetItemType();
            if (!type.GetItemType().Equals(itemType))
                throw host.ExceptSchemaMismatch("inputSchema", "input", name, itemType.ToString()!, type.ToString()!);
            size = type.GetValueCount() == 0 || (i > 0 && size == 0) ? 0 : size + type.GetValueCount();
        }
        _type = new VectorDataViewType((PrimitiveDataViewType)itemType!, size);
    }

    public DataViewSchema.Column[] Sources { get; }

    private bool IsIdentity => Sources is [{ Type: VectorDataViewType }];

    public DataViewSchema.DetachedColumn Detached()
    {
        if (IsIdentity)
            return new DataViewSchema.DetachedColumn(_column.Name, Sources[0].Type, Sources[0].Annotations);
        var annotations = new DataViewSchema.Annotations.Builder();
        if (_type.ItemType is NumberDataViewType && Sources.All(source => source.IsNormalized()))
            annotations.AddPrimitiveValue(AnnotationUtils.Kinds.IsNormalized, BooleanDataViewType.Instance, true);
        if (_type.IsKnownSize && Sources.Any(source => source.Type is not VectorDataViewType || source.HasSlotNames()))
            annotations.AddSlotNames(_type.Size, GetSlotNames);
        int[] ranges = _type.IsKnownSize ? CategoricalRanges() : [];
        if (ranges.Length > 0)
            annotations.Add(AnnotationUtils.Kinds.CategoricalSlotRanges, new VectorDataViewType(NumberDataViewType.Int32, ranges.Length / 2, 2), ValueGetters.Constant(new VBuffer<int>(ranges.Length, ranges)));
        return new DataViewSchema.DetachedColumn(_column.Name, _type, annotations.ToAnnotations());
    }

    public Delegate Getter(DataViewRow input) =>
        IsIdentity ? input.GetGetter(input.Schema[Sources[0].Index]) : Generic.Call<Delegate>(Getter<int>, _type.ItemType.RawType, input);

    /// <summary>A scalar's slot is named after its column, a vector's after column and slot.</summary>
    private void GetSlotNames(ref VBuffer<ReadOnlyMemory<char>> target)
    {
        var names = new SparseBuilder<ReadOnlyMemory<char>>();
        int start = 0;
        for (int i = 0; i < Sources.Length; i++)
        {
            string name = _column.Sources[i].Alias ?? Sources[i].Name;
            if (Sources[i].Type is not VectorDataViewType)
                names.Add(start, name.AsMemory());
            if (Sources[i].HasSlotNames())
            {
                VBuffer<ReadOnlyMemory<char>> own = default;
                Sources[i].GetSlotNames(ref own);
                foreach (var (slot, slotName) in own.Items().Where(item => !item.Value.IsEmpty))
                    names.Add(start + slot, $"{name}.{slotName}".AsMemory());
            }
            start += Sources[i].Type.GetValueCount();
        }
        names.MoveTo(ref target, _type.Size);
    }

    private int[] CategoricalRanges()
    {
        var ranges = new List<int>();
        int start = 0;
        foreach (var source in Sources)
        {
            if (source.Type is VectorDataViewType && AnnotationUtils.TryGetCategoricalFeatureIndices(OneColumn(source), 0, out var own))
                ranges.AddRange(own!.Select(bound => bound + start));
            start += source.Type.GetValueCount();
        }
        return [.. ranges];
    }

    private static DataViewSchema OneColumn(DataViewSchema.Column column) => new[] { new DataViewSchema.DetachedColumn(column) }.ToSchema();

    private Delegate Getter<T>(DataViewRow input)
    {
        var parts = Sources.Select(source => Part<T>(input, input.Schema[source.Index])).ToArray();
        var values = new VBuffer<T>[parts.Length];
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> target) =>
        {
            var (length, count) = (0, 0);
            for (int i = 0; i < parts.Length; i++)
            {
                parts[i](ref values[i]);
                length = checked(length + values[i].Length);
                count = checked(count + values[i].GetValues().Length);
            }
            target = Joined(values, ref target, length, count);
        });
    }

    private static ValueGetter<VBuffer<T>> Part<T>(DataViewRow input, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType { Size: var size })
        {
            var scalar = input.GetGetter<T>(column);
            return (ref VBuffer<T> target) =>
            {
                var editor = VBufferEditor.Create(ref target, 1);
                scalar(ref editor.Values[0]);
                target = editor.Commit();
            };
        }
        var vector = input.GetGetter<VBuffer<T>>(column);
        return (ref VBuffer<T> target) =>
        {
            vector(ref target);
            if (size != 0 && size != target.Length)
                throw Contracts.Except("Column '{0}': expected {1} slots, but got {2}", column.Name, size, target.Length).MarkSensitive(MessageSensitivity.Schema);
        };
    }

    /// <summary>Sparse if at most half of the values are explicit.</summary>
    private static VBuffer<T> Joined<T>(VBuffer<T>[] parts, ref VBuffer<T> target, int length, int count)
    {
        bool isSparse = count <= length / 2;
        var editor = isSparse ? VBufferEditor.Create(ref target, length, count) : VBufferEditor.Create(ref target, length);
        var (start, at) = (0, 0);
        foreach (var part in parts)
        {
            var values = part.GetValues();
            var indices = part.GetIndices();
            if (!isSparse)
                part.CopyTo(editor.Values, start);
            for (int i = 0; isSparse && i < values.Length; i++, at++)
                (editor.Values[at], editor.Indices[at]) = (values[i], start + (part.IsDense ? i : indices[i]));
            start += part.Length;
        }
        return editor.Commit();
    }
}
