using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(ColumnConcatenatingTransformer), null, typeof(SignatureLoadModel), "Concat Transform", ColumnConcatenatingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Makes one vector of several columns of one item type.</summary>
public sealed class ColumnConcatenatingTransformer : RowToRowTransformerBase
{
    internal const string LoaderSignature = "ConcatTransform";

    private const string LoaderSignatureOld = "ConcatFunction";
    private const uint VersionCurrent = 0x00010003;

    private static readonly VersionInfo s_version = new("CONCAT F", VersionCurrent, VersionCurrent, 0x00010001, GenuineAssembly.Data, LoaderSignature, LoaderSignatureOld);

    private readonly Column[] _columns;

    internal ColumnConcatenatingTransformer(IHostEnvironment env, string outputColumnName, params string[] inputColumnNames)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(ColumnConcatenatingTransformer))) =>
        _columns = [new Column(outputColumnName, [.. inputColumnNames.Select(name => (name, (string?)null))])];

    /// <summary>A count; per column its name, the count of its sources, and per source name and alias.</summary>
    private ColumnConcatenatingTransformer(IHostEnvironment env, ModelLoadContext ctx)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(ColumnConcatenatingTransformer)))
    {
        ctx.CheckAtModel(s_version);
        if (ctx.Header.ModelVerWritten < VersionCurrent)
            throw Host.ExceptDecode("Model of version {0:x}, which only genuine ML.NET reads", ctx.Header.ModelVerWritten);
        int count = ctx.Reader.ReadInt32();
        Host.CheckDecode(count > 0);
        ctx.CheckCount(count, sizeof(int));
        _columns = new Column[count];
        for (int i = 0; i < count; i++)
        {
            string name = ctx.LoadNonEmptyString();
            int sources = ctx.Reader.ReadInt32();
            Host.CheckDecode(sources > 0);
            ctx.CheckCount(sources, 2 * sizeof(int));
            _columns[i] = new Column(name, new (string, string?)[sources]);
            for (int j = 0; j < sources; j++)
                _columns[i].Sources[j] = (ctx.LoadNonEmptyString(), ctx.LoadStringOrNull());
        }
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(s_version);
        ctx.Writer.Write(_columns.Length);
        foreach (var (name, sources) in _columns)
        {
            ctx.SaveNonEmptyString(name);
            ctx.Writer.Write(sources.Length);
            foreach (var (source, alias) in sources)
            {
                ctx.SaveNonEmptyString(source);
                ctx.SaveStringOrNull(alias);
            }
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    internal sealed record Column(string Name, (string Name, string? Alias)[] Sources);

    private sealed class Mapper : MapperBase
    {
        private readonly ColumnConcatenatingTransformer _parent;
        private readonly ConcatenatedColumn[] _columns;

        public Mapper(ColumnConcatenatingTransformer parent, DataViewSchema schema)
            : base(parent.Host.Register(nameof(Mapper)), schema, parent)
        {
            _parent = parent;
            _columns = [.. parent._columns.Select(column => new ConcatenatedColumn(Host, schema, column))];
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => [.. _columns.Select(column => column.Detached())];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            return _columns[iinfo].Getter(input);
        }

        private protected override Func<int, bool> GetDependenciesCore(Func<int, bool> activeOutput) =>
            _columns.Where((_, i) => activeOutput(i)).SelectMany(column => column.Sources).Select(source => source.Index).ToHashSet().Contains;

        private protected override void SaveModel(ModelSaveContext ctx) => _parent.SaveModel(ctx);
    }
}
