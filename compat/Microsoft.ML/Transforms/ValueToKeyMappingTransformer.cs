using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ValueToKeyMappingTransformer), null, typeof(SignatureLoadModel), "Term Transform", ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Numbers values: a value becomes its place among those that were learned, from 1; any other becomes 0, missing.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TermTransform";

    private const string Registration = "Term";
    private const string VocabularyFolder = "Vocabulary";

    private static readonly VersionInfo s_version = new("TERMTRNF", 0x00010003, 0x00010003, 0x00010001, GenuineAssembly.Data, LoaderSignature);
    private static readonly VersionInfo s_vocabularyVersion = new("TERM MAN", 0x00010002, 0x00010002, 0x00010001, GenuineAssembly.Data, "TermManager");

    private readonly Vocabulary[] _vocabularies;
    private readonly bool[] _asText;

    internal ValueToKeyMappingTransformer(IHostEnvironment env, IDataView input, ValueToKeyMappingEstimator.Column[] columns, IDataView? keyData)
        : base(Contracts.CheckRef(env, nameof(env)).Register(Registration), [.. columns.Select(column => (column.Output, column.Input))])
    {
        using var channel = Host.Start("Training");
        foreach (var pair in ColumnPairs)
            Source(input.Schema, pair.inputColumnName);
        _asText = [.. columns.Select(column => column.AsText)];
        var training = new VocabularyTraining(Host, channel);
        _vocabularies = keyData is null ? training.FromColumns(input, columns) : training.FromKeyData(input.Schema, columns, keyData);
    }

    /// <summary>Names, a truth byte per column, then as a sub-model the vocabularies.</summary>
    private ValueToKeyMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        if (ctx.Header.ModelVerWritten < s_version.VerWrittenCur)
            throw host.ExceptDecode("Model of version {0:x}, which only genuine ML.NET reads", ctx.Header.ModelVerWritten);
        _asText = [.. ctx.Reader.ReadBytes(ColumnPairs.Length).Select(flag => flag != 0)];
        host.CheckDecode(_asText.Length == ColumnPairs.Length);
        var vocabularies = new Vocabulary[ColumnPairs.Length];
        bool found = ctx.TryProcessSubModel(VocabularyFolder, sub =>
        {
            sub.CheckAtModel(s_vocabularyVersion);
            host.CheckDecode(sub.Reader.ReadInt32() == vocabularies.Length);
            for (int i = 0; i < vocabularies.Length; i++)
                vocabularies[i] = Vocabulary.Load(sub, host);
        });
        if (!found)
            throw host.ExceptDecode("Missing {0} model", VocabularyFolder);
        _vocabularies = vocabularies;
    }

    private static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(s_version);
        return new ValueToKeyMappingTransformer(env.Register(Registration), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(s_version);
        SaveColumns(ctx);
        foreach (bool asText in _asText)
            ctx.Writer.Write(asText);
        ctx.SaveSubModel(VocabularyFolder, sub =>
        {
            sub.CheckAtModel();
            sub.SetVersionInfo(s_vocabularyVersion);
            sub.Writer.Write(_vocabularies.Length);
            foreach (var vocabulary in _vocabularies)
                vocabulary.Save(sub);
            sub.SaveTextStream("Terms.txt", writer =>
            {
                foreach (var vocabulary in _vocabularies)
                    vocabulary.WriteAsText(writer);
            });
        });
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private DataViewSchema.Column Source(DataViewSchema schema, string name)
    {
        var column = schema.GetColumnOrNull(name) ?? throw Host.ExceptSchemaMismatch("inputSchema", "input", name);
        var item = column.Type.GetItemType();
        if (item is not KeyDataViewType && ColumnTypes.PrimitiveOrNull(item.RawType) != item)
            throw Host.ExceptSchemaMismatch("inputSchema", "input", name, "standard type or a vector of standard type", column.Type.ToString()!);
        return column;
    }

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly ValueToKeyMappingTransformer _parent;

        public Mapper(ValueToKeyMappingTransformer parent, DataViewSchema schema)
            : base(parent.Host.Register(nameof(Mapper)), parent, schema)
        {
            _parent = parent;
            for (int i = 0; i < Sources.Length; i++)
            {
                var item = parent.Source(schema, parent.ColumnPairs[i].inputColumnName).Type.GetItemType();
                if (!item.Equals(parent._vocabularies[i].ItemType))
                    throw Host.Except("Could not apply a map over type '{0}' to column '{1}' since it has type '{2}'", parent._vocabularies[i].ItemType, parent.ColumnPairs[i].outputColumnName, item);
            }
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => [.. Enumerable.Range(0, Sources.Length).Select(Output)];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            return _parent._vocabularies[iinfo].KeyGetter(input, input.Schema[Sources[iinfo]], Host);
        }

        private DataViewSchema.DetachedColumn Output(int i)
        {
            var source = InputSchema[Sources[i]];
            var key = _parent._vocabularies[i].KeyType;
            DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(key, vector.Dimensions) : key;
            var annotations = new DataViewSchema.Annotations.Builder();
            _parent._vocabularies[i].AddKeyValues(annotations, source, _parent._asText[i]);
            annotations.Add(source.Annotations, kind => kind == AnnotationUtils.Kinds.SlotNames);
            return new DataViewSchema.DetachedColumn(_parent.ColumnPairs[i].outputColumnName, type, annotations.ToAnnotations());
        }
    }
}
