using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>
/// The classes that a label column can name, in the order of its keys, with the values that the keys stand for.
/// Equal when type and values are.
/// </summary>
internal abstract class LabelVocabulary : IEquatable<LabelVocabulary>
{
    // Why a tag of its own and not an empty list: keys without values have a count all the same.
    private const string KeysTag = "Keys";

    private readonly Lazy<string[]> _names;

    private protected LabelVocabulary(int count)
    {
        Count = count;
        _names = new Lazy<string[]>(() => [.. Enumerable.Range(0, count).Select(NameOf)]);
    }

    /// <summary>K, the number of classes.</summary>
    internal int Count { get; }

    /// <summary>The values as invariant texts; the numbers 1 to <see cref="Count"/> where keys stand for nothing.</summary>
    internal IReadOnlyList<string> Names => _names.Value;

    /// <summary>The type of the values; null where keys stand for nothing.</summary>
    internal abstract PrimitiveDataViewType? ValueType { get; }

    /// <summary>The type of a column that predicts these labels.</summary>
    internal KeyDataViewType KeyType => new(typeof(uint), Count);

    private protected abstract string Tag { get; }

    /// <summary>Takes the vocabulary of a label column.</summary>
    /// <param name="column">A key column, with or without key values.</param>
    /// <exception cref="ArgumentException">The column is no key column, has too many keys, or key values of a type that
    /// no label can have.</exception>
    internal static LabelVocabulary Of(DataViewSchema.Column column)
    {
        if (column.Type is not KeyDataViewType { Count: <= int.MaxValue } key)
            throw new ArgumentException(
                $"Label column '{column.Name}': expected a key with at most {int.MaxValue} values, got {column.Type}. "
                + "Put MapValueToKey before the trainer.", nameof(column));
        var count = (int)key.Count;
        // As ML.NET's own scorers: values that are not one for each key count as none.
        if (column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type is not VectorDataViewType values
            || values.Size != count)
            return new Keys(count);
        var kind = LabelValueKind.Of(values.ItemType)
            ?? throw new ArgumentException(
                $"Label column '{column.Name}': expected key values of one of the types {LabelValueKind.All}, got {values.ItemType}. "
                + "Convert the labels before MapValueToKey.", nameof(column));
        return kind.FromAnnotation(column, AnnotationUtils.Kinds.KeyValues);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are no vocabulary.</exception>
    internal static LabelVocabulary Read(BinaryReader reader)
    {
        try
        {
            var tag = reader.ReadString();
            var count = reader.ReadInt32();
            if (count < 1)
                throw new InvalidDataException($"The labels are damaged: expected one or more, got {count}.");
            var kind = LabelValueKind.Of(tag);
            if (kind is null && tag != KeysTag)
                throw new InvalidDataException(
                    $"The labels are damaged: expected values of one of the types {KeysTag}, {LabelValueKind.All}, got another type.");
            return kind is null ? new Keys(count) : kind.Read(reader, count);
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"The labels are damaged: {e.Message}", e);
        }
    }

    /// <summary>Writes the tag of the type, the count, and the values.</summary>
    internal void Write(BinaryWriter writer)
    {
        writer.Write(Tag);
        writer.Write(Count);
        WriteValues(writer);
    }

    /// <summary>Finds the classes of another vocabulary in this one, by value.</summary>
    /// <param name="other">The other vocabulary.</param>
    /// <returns>For each class of the other one the class here; what is not here is −1 and listed by name.</returns>
    internal LabelMapping MapFrom(LabelVocabulary other)
    {
        var classes = ClassesOf(other);
        return new LabelMapping(classes, [.. other.Names.Where((_, i) => classes[i] < 0)]);
    }

    /// <summary>Annotates a column of scores as ML.NET's own multiclass scorer does.</summary>
    /// <param name="builder">Gets the annotations.</param>
    /// <param name="scoreColumnSetId">Tells apart the scores of several models in one schema.</param>
    internal void AnnotateScores(DataViewSchema.Annotations.Builder builder, uint scoreColumnSetId)
    {
        AddText(builder, AnnotationUtils.Kinds.ScoreColumnKind, AnnotationUtils.Const.ScoreColumnKind.MulticlassClassification);
        AddSetId(builder, scoreColumnSetId);
        AddText(builder, AnnotationUtils.Kinds.ScoreValueKind, AnnotationUtils.Const.ScoreValueKind.Score);
        AddValues(builder, AnnotationUtils.Kinds.TrainingLabelValues);
        if (ValueType is TextDataViewType)
            AddValues(builder, AnnotationUtils.Kinds.SlotNames);
    }

    /// <summary>Annotates a column of predicted labels as ML.NET's own multiclass scorer does.</summary>
    /// <param name="builder">Gets the annotations.</param>
    /// <param name="scoreColumnSetId">That of the scores.</param>
    internal void AnnotatePredictedLabel(DataViewSchema.Annotations.Builder builder, uint scoreColumnSetId)
    {
        AddText(builder, AnnotationUtils.Kinds.ScoreColumnKind, AnnotationUtils.Const.ScoreColumnKind.MulticlassClassification);
        AddText(builder, AnnotationUtils.Kinds.ScoreValueKind, AnnotationUtils.Const.ScoreValueKind.PredictedLabel);
        AddValues(builder, AnnotationUtils.Kinds.KeyValues);
        AddSetId(builder, scoreColumnSetId);
    }

    public abstract bool Equals(LabelVocabulary? other);

    public override bool Equals(object? obj) => Equals(obj as LabelVocabulary);

    public override int GetHashCode() => HashCode.Combine(Tag, Count);

    private protected abstract string NameOf(int index);

    private protected abstract int[] ClassesOf(LabelVocabulary other);

    private protected abstract void WriteValues(BinaryWriter writer);

    private protected abstract void AddValues(DataViewSchema.Annotations.Builder builder, string kind);

    private static void AddText(DataViewSchema.Annotations.Builder builder, string kind, string text) =>
        builder.Add(kind, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = text.AsMemory());

    private static void AddSetId(DataViewSchema.Annotations.Builder builder, uint id) =>
        builder.Add(AnnotationUtils.Kinds.ScoreColumnSetId, AnnotationUtils.ScoreColumnSetIdType, (ref uint value) => value = id);

    /// <summary>Keys that stand for nothing.</summary>
    private sealed class Keys(int count) : LabelVocabulary(count)
    {
        internal override PrimitiveDataViewType? ValueType => null;

        private protected override string Tag => KeysTag;

        public override bool Equals(LabelVocabulary? other) => other is Keys && other.Count == Count;

        private protected override string NameOf(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

        private protected override int[] ClassesOf(LabelVocabulary other) =>
            [.. Enumerable.Range(0, other.Count).Select(i => other is Keys && i < Count ? i : -1)];

        private protected override void WriteValues(BinaryWriter writer)
        {
        }

        private protected override void AddValues(DataViewSchema.Annotations.Builder builder, string kind)
        {
        }
    }
}

/// <summary>Where the classes of one vocabulary are in another.</summary>
/// <param name="Classes">For each class of the first, from 0, the class in the second, or −1.</param>
/// <param name="Unknown">The names of those that are not there.</param>
internal sealed record LabelMapping(int[] Classes, IReadOnlyList<string> Unknown);

/// <summary>Labels with values.</summary>
internal sealed class LabelVocabularyOf<T> : LabelVocabulary
    where T : struct
{
    private readonly LabelValueKind<T> _kind;
    private readonly IEqualityComparer<T> _comparer;
    private readonly T[] _values;

    internal LabelVocabularyOf(LabelValueKind<T> kind, T[] values)
        : base(values.Length)
    {
        (_kind, _values) = (kind, values);
        _comparer = kind.Comparer ?? EqualityComparer<T>.Default;
    }

    internal override PrimitiveDataViewType ValueType => _kind.Type;

    private protected override string Tag => _kind.Tag;

    public override bool Equals(LabelVocabulary? other) =>
        other is LabelVocabularyOf<T> same && _values.SequenceEqual(same._values, _comparer);

    private protected override string NameOf(int index) => _kind.Format(_values[index]);

    private protected override int[] ClassesOf(LabelVocabulary other)
    {
        if (other is not LabelVocabularyOf<T> same)
            return [.. Enumerable.Repeat(-1, other.Count)];
        var classOf = new Dictionary<T, int>(_comparer);
        for (var i = 0; i < _values.Length; i++)
            classOf.TryAdd(_values[i], i);
        return [.. same._values.Select(value => classOf.GetValueOrDefault(value, -1))];
    }

    private protected override void WriteValues(BinaryWriter writer)
    {
        foreach (var value in _values)
            _kind.Write(writer, value);
    }

    private protected override void AddValues(DataViewSchema.Annotations.Builder builder, string kind) =>
        builder.Add(kind, new VectorDataViewType(_kind.Type, _values.Length), (ref VBuffer<T> target) =>
        {
            var editor = VBufferEditor.Create(ref target, _values.Length);
            _values.CopyTo(editor.Values);
            target = editor.Commit();
        });
}
