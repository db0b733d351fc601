using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Texts. The empty one is missing and never among them.</summary>
internal sealed class TextVocabulary() : VocabularyOf<ReadOnlyMemory<char>>(TextDataViewType.Instance)
{
    private readonly Dictionary<string, uint> _keys = new(StringComparer.Ordinal);
    private readonly List<string> _values = [];

    public override int Count => _values.Count;

    public static TextVocabulary LoadTexts(ModelLoadContext ctx, IExceptionContext context)
    {
        var vocabulary = new TextVocabulary();
        int count = ctx.Reader.ReadInt32();
        ctx.CheckCount(count, sizeof(int));
        for (int i = 0; i < count; i++)
            context.CheckDecode(vocabulary.TryAdd(ctx.LoadNonEmptyString().AsMemory()));
        return vocabulary;
    }

    public override bool TryAdd(ReadOnlyMemory<char> value)
    {
        if (value.IsEmpty || KeyOf(value) != 0)
            return false;
        _values.Add(value.ToString());
        _keys.Add(_values[^1], (uint)_values.Count);
        return true;
    }

    public override uint KeyOf(ReadOnlyMemory<char> value) =>
        _keys.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(value.Span, out uint key) ? key : 0;

    public override ReadOnlyMemory<char>[] Values() => [.. _values.Select(value => value.AsMemory())];

    public override void Sort()
    {
        _values.Sort(StringComparer.Ordinal);
        for (int i = 0; i < _values.Count; i++)
            _keys[_values[i]] = (uint)i + 1;
    }

    public override void WriteAsText(TextWriter writer)
    {
        writer.WriteLine("# Number of terms = {0}", Count);
        for (int i = 0; i < _values.Count; i++)
            writer.WriteLine("{0}\t{1}", i, _values[i]);
    }

    protected override void SaveValues(ModelSaveContext ctx)
    {
        ctx.Writer.Write(_values.Count);
        foreach (string value in _values)
            ctx.SaveNonEmptyString(value);
    }
}
