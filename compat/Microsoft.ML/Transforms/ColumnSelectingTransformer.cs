using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnSelectingTransformer), null, typeof(SignatureLoadModel), "Select Columns Transform", ColumnSelectingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Keeps some of the columns, in the order given, or drops some.</summary>
public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderSignature = "SelectColumnsTransform";

    private static readonly VersionInfo s_version = new("SELCOLST", 0x00010001, 0x00010001, 0x00010001, GenuineAssembly.Data, LoaderSignature);

    private readonly IHost _host;
    private readonly string[] _selected;
    private readonly bool _keeps;
    private readonly bool _keepsHidden;
    private readonly bool _ignoresMissing;

    internal ColumnSelectingTransformer(IHostEnvironment env, string[]? keepColumns, string[]? dropColumns, bool keepHidden = false, bool ignoreMissing = false)
    {
        _host = Contracts.CheckRef(env, nameof(env)).Register(nameof(ColumnSelectingTransformer));
        _keeps = keepColumns is { Length: > 0 };
        bool drops = dropColumns is { Length: > 0 };
        _host.Check(!(_keeps && drops), "Both keepColumns and dropColumns are set. Exactly one can be specified.");
        _host.Check(_keeps || drops, "Neither keepColumns and dropColumns is set. Exactly one must be specified.");
        _selected = _keeps ? keepColumns! : dropColumns!;
        (_keepsHidden, _ignoresMissing) = (keepHidden, ignoreMissing);
    }

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        Check(inputSchema.Select(column => column.Name), nameof(inputSchema), _host);
        return SelectedColumnsView.Select(inputSchema, Indices(inputSchema));
    }

    public IDataView Transform(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        Check(input.Schema.Select(column => column.Name), nameof(input), _host);
        return new SelectedColumnsView(_host, input, Indices(input.Schema));
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        Check(inputSchema.Select(column => column.Name), nameof(inputSchema), _host);
        return new SelectedColumnsView(_host, new EmptyDataView(_host, inputSchema), Indices(inputSchema));
    }

    /// <summary>Three truth bytes (keeps, keeps hidden, ignores missing), a count, the names.</summary>
    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(s_version);
        ctx.Writer.Write(_keeps);
        ctx.Writer.Write(_keepsHidden);
        ctx.Writer.Write(_ignoresMissing);
        ctx.Writer.Write(_selected.Length);
        foreach (string name in _selected)
            ctx.SaveNonEmptyString(name);
    }

    internal bool Keeps(string name) => _selected.Contains(name) == _keeps;

    internal void Check(IEnumerable<string> names, string parameter, IExceptionContext context)
    {
        var missing = _selected.Except(names).ToArray();
        if (!_ignoresMissing && missing.Length > 0)
            throw context.ExceptSchemaMismatch(parameter, "input", string.Join(",", missing));
    }

    private static ColumnSelectingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(s_version);
        bool keeps = ReadFlag(ctx);
        bool keepsHidden = ReadFlag(ctx);
        bool ignoresMissing = ReadFlag(ctx);
        int count = ctx.Reader.ReadInt32();
        ctx.CheckCount(count, sizeof(int));
        string[] names = [.. Enumerable.Range(0, count).Select(_ => ctx.LoadNonEmptyString())];
        return new ColumnSelectingTransformer(env, keeps ? names : null, keeps ? null : names, keepsHidden, ignoresMissing);
    }

    private static bool ReadFlag(ModelLoadContext ctx)
    {
        byte flag = ctx.Reader.ReadByte();
        Contracts.CheckDecode(flag <= 1);
        return flag == 1;
    }

    private int[] Indices(DataViewSchema schema)
    {
        if (!_keeps)
            return [.. schema.Where<DataViewSchema.Column>(column => !_selected.Contains(column.Name)).Select(column => column.Index)];
        var byName = schema.Where<DataViewSchema.Column>(column => _keepsHidden || !column.IsHidden).ToLookup(column => column.Name, column => column.Index);
        return [.. _selected.SelectMany(name => byName[name])];
    }
}
