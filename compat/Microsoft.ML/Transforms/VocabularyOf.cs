using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>A vocabulary whose values have a known type.</summary>
internal abstract class VocabularyOf<T>(PrimitiveDataViewType itemType) : Vocabulary(itemType)
{
    public abstract bool TryAdd(T value);

    /// <summary>The key of a value, 0 for none.</summary>
    public abstract uint KeyOf(T value);

    public abstract T[] Values();

    public override Func<bool> Trainer(DataViewRow row, DataViewSchema.Column column, int maximum)
    {
        bool Add(T value) => !TryAdd(value) || --maximum > 0;
        if (column.Type is not VectorDataViewType)
        {
            var get = row.GetGetter<T>(column);
            T value = default!;
            return () =>
            {
                get(ref value);
                return Add(value);
            };
        }
        var getVector = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default;
        return () =>
        {
            getVector(ref vector);
            return vector.DenseValues().All(Add);
        };
    }

    public override Delegate KeyGetter(DataViewRow row, DataViewSchema.Column column, IExceptionContext context)
    {
        if (column.Type is VectorDataViewType vector)
            return VectorKeyGetter(row.GetGetter<VBuffer<T>>(column), vector.Size, column.Name, context);
        var get = row.GetGetter<T>(column);
        T value = default!;
        return (ValueGetter<uint>)((ref uint target) =>
        {
            get(ref value);
            target = KeyOf(value);
        });
    }

    public override void AddKeyValues(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column source, bool asText)
    {
        if (Count == 0)
            return;
        if (ItemType is KeyDataViewType key && SourceValues(source, key) is { } sourceType)
        {
            Generic.Call<bool>(AddValuesOfKeys<int>, sourceType.ItemType.RawType, annotations, source, sourceType.ItemType, asText);
            return;
        }
        Add(annotations, Values(), ItemType, asText);
    }

    private Delegate VectorKeyGetter(ValueGetter<VBuffer<T>> get, int size, string name, IExceptionContext context)
    {
        VBuffer<T> source = default;
        var keys = new SparseBuilder<uint>();
        // Sparse zeroes are values like any other, where the vocabulary has them.
        uint ofDefault = KeyOf(default!);
        return (ValueGetter<VBuffer<uint>>)((ref VBuffer<uint> target) =>
        {
            get(ref source);
            if (size != 0 && source.Length != size)
                throw context.Except("Column '{0}': TermTransform expects {1} slots, but got {2}", name, size, source.Length);
            foreach (var (slot, value) in source.Items(all: ofDefault != 0))
            {
                if (KeyOf(value) is > 0 and var key)
                    keys.Add(slot, key);
            }
            keys.MoveTo(ref target, source.Length);
        });
    }

    private static VectorDataViewType? SourceValues(DataViewSchema.Column source, KeyDataViewType key) =>
        source.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type is VectorDataViewType type && type.Size == key.GetKeyCountAsInt32() ? type : null;

    /// <summary>Keys made of keys: what those stood for.</summary>
    private bool AddValuesOfKeys<TValue>(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column source, PrimitiveDataViewType type, bool asText)
    {
        VBuffer<TValue> all = default;
        source.GetKeyValues(ref all);
        TValue[] values = [.. Values().Select(key => all.GetItemOrDefault(Convert.ToInt32(key, System.Globalization.CultureInfo.InvariantCulture) - 1))];
        Add(annotations, values, type, asText);
        return true;
    }

    private static void Add<TValue>(DataViewSchema.Annotations.Builder annotations, TValue[] values, PrimitiveDataViewType type, bool asText)
    {
        if (!asText || type is TextDataViewType)
            annotations.AddKeyValues(values.Length, type, ValueGetters.Constant(new VBuffer<TValue>(values.Length, values)));
        else
            annotations.AddKeyValues(values.Length, TextDataViewType.Instance, ValueGetters.Constant(new VBuffer<ReadOnlyMemory<char>>(values.Length, [.. values.Select(value => ValueTexts.Of(value, type).AsMemory())])));
    }
}
