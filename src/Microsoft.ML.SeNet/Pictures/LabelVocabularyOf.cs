using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet.Pictures;

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

    public override bool Equals(LabelVocabulary? other) => other is LabelVocabularyOf<T> same && _values.SequenceEqual(same._values, _comparer);

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
