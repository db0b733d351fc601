using Microsoft.ML.Data;
using Microsoft.ML.Data.IO;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Values of any type but text. NaN and the missing key are never among them.</summary>
internal sealed class ValueVocabulary<T>(PrimitiveDataViewType itemType) : VocabularyOf<T>(itemType)
    where T : IEquatable<T>, IComparable<T>
{
    private readonly Dictionary<T, uint> _keys = [];
    private readonly List<T> _values = [];

    public override int Count => _values.Count;

    public static ValueVocabulary<T> LoadValues(PrimitiveDataViewType type, T[] values, IExceptionContext context)
    {
        var vocabulary = new ValueVocabulary<T>(type);
        for (int i = 0; i < values.Length; i++)
        {
            if (!vocabulary._keys.TryAdd(values[i], (uint)i + 1))
                throw context.Except("Duplicate items at positions {0} and {1}", vocabulary._keys[values[i]] - 1, i);
            vocabulary._values.Add(values[i]);
        }
        return vocabulary;
    }

    public override bool TryAdd(T value)
    {
        if (IsMissing(value) || !_keys.TryAdd(value, (uint)_values.Count + 1))
            return false;
        _values.Add(value);
        return true;
    }

    public override uint KeyOf(T value) => _keys.GetValueOrDefault(value);

    public override T[] Values() => [.. _values];

    public override void Sort()
    {
        _values.Sort();
        for (int i = 0; i < _values.Count; i++)
            _keys[_values[i]] = (uint)i + 1;
    }

    public override void WriteAsText(TextWriter writer)
    {
        writer.WriteLine("# Number of terms of type '{0}' = {1}", ItemType, Count);
        for (int i = 0; i < _values.Count; i++)
            writer.WriteLine("{0}\t{1}", i, ValueTexts.Of(_values[i], ItemType));
    }

    protected override void SaveValues(ModelSaveContext ctx)
    {
        var codec = Codecs.Find(ItemType) as ValueCodec<T> ?? throw Contracts.Except("We do not know how to serialize terms of type '{0}'", ItemType);
        Codecs.WriteDefinition(ctx.Writer, codec);
        ctx.Writer.Write(_values.Count);
        if (_values.Count > 0)
            codec.Write(ctx.Writer, _values.ToArray());
    }

    private bool IsMissing(T value) => value switch
    {
        float single => float.IsNaN(single),
        double number => double.IsNaN(number),
        _ => ItemType is KeyDataViewType && value.Equals(default),
    };
}
