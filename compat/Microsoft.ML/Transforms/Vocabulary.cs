using Microsoft.ML.Data;
using Microsoft.ML.Data.IO;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>The values that a key column can take, in order.</summary>
internal abstract class Vocabulary(PrimitiveDataViewType itemType)
{
    private const byte TextMap = 0;
    private const byte CodecMap = 1;

    public PrimitiveDataViewType ItemType { get; } = itemType;

    public abstract int Count { get; }

    /// <summary>An empty vocabulary still needs a type: one key, which nothing maps to.</summary>
    public KeyDataViewType KeyType => new(typeof(uint), Math.Max(Count, 1));

    public static Vocabulary Create(PrimitiveDataViewType itemType) =>
        itemType is TextDataViewType ? new TextVocabulary() : Generic.Call<Vocabulary>(New<int>, itemType.RawType, itemType);

    public static Vocabulary Load(ModelLoadContext ctx, IHostEnvironment env)
    {
        byte kind = ctx.Reader.ReadByte();
        env.CheckDecode(kind is TextMap or CodecMap);
        if (kind == TextMap)
            return TextVocabulary.LoadTexts(ctx, env);
        var codec = Codecs.ReadDefinition(ctx.Reader) ?? throw env.Except("Unrecognized codec read");
        env.CheckDecode(codec.Type is PrimitiveDataViewType);
        int count = ctx.Reader.ReadInt32();
        env.CheckDecode(count >= 0);
        return Generic.Call<Vocabulary>(LoadValues<int>, codec.Type.RawType, ctx, env, codec, count);
    }

    public void Save(ModelSaveContext ctx)
    {
        ctx.Writer.Write(this is TextVocabulary ? TextMap : CodecMap);
        SaveValues(ctx);
    }

    public abstract void Sort();

    public abstract void WriteAsText(TextWriter writer);

    /// <summary>What takes in the values of a row; it says false when there is no more room.</summary>
    public abstract Func<bool> Trainer(DataViewRow row, DataViewSchema.Column column, int maximum);

    public abstract Delegate KeyGetter(DataViewRow row, DataViewSchema.Column column, IExceptionContext context);

    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column source, bool asText);

    protected abstract void SaveValues(ModelSaveContext ctx);

    private static Vocabulary New<T>(PrimitiveDataViewType itemType)
        where T : IEquatable<T>, IComparable<T> => new ValueVocabulary<T>(itemType);

    private static Vocabulary LoadValues<T>(ModelLoadContext ctx, IHostEnvironment env, ValueCodec codec, int count)
        where T : IEquatable<T>, IComparable<T> =>
        ValueVocabulary<T>.LoadValues((PrimitiveDataViewType)codec.Type, ((ValueCodec<T>)codec).Read(ctx.Reader, count), env);
}
