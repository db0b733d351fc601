using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using SeNetMl.MicrosoftML.Tests.Conformance;

[assembly: LoadableClass(typeof(ToyTransformer), null, typeof(SignatureLoadModel), "Toy scaling", ToyTransformer.LoaderSignature)]

namespace SeNetMl.MicrosoftML.Tests.Conformance;

/// <summary>Scales a number by what it learned. Made as a third party makes one: its own view, cursor and row, saved with the internals.</summary>
internal sealed class ToyTransformer : ITransformer
{
    public const string LoaderSignature = "SeNetMlToyScaling";

    private static readonly VersionInfo s_version = new("SNTOYSCL", 0x00010001, 0x00010001, 0x00010001, typeof(ToyTransformer).Assembly.GetName().Name!, LoaderSignature);

    private readonly IHost _host;

    public ToyTransformer(IHostEnvironment env, string input, string output, float scale)
    {
        _host = env.Register(nameof(ToyTransformer));
        (Input, Output, Scale) = (input, output, scale);
    }

    public string Input { get; }

    public string Output { get; }

    public float Scale { get; }

    public bool IsRowToRowMapper => true;

    public static DataViewType OutputType => NumberDataViewType.Single;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new ToyMapper(this, inputSchema).OutputSchema;

    public IDataView Transform(IDataView input) => new ToyView(_host, input, new ToyMapper(this, input.Schema));

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => new ToyMapper(this, inputSchema);

    public void Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(s_version);
        ctx.SaveNonEmptyString(Input);
        ctx.SaveNonEmptyString(Output);
        ctx.SaveBinaryStream("Scale.bin", writer => writer.Write(Scale));
    }

    /// <summary>The input column, or the genuine complaint.</summary>
    public DataViewSchema.Column CheckedInput(DataViewSchema schema)
    {
        var column = schema.GetColumnOrNull(Input) ?? throw _host.ExceptSchemaMismatch("inputSchema", "input", Input);
        if (!column.Type.Equals(NumberDataViewType.Single))
            throw _host.ExceptSchemaMismatch("inputSchema", "input", Input, "Single", column.Type.ToString()!);
        return column;
    }

    private static ToyTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(s_version);
        string input = ctx.LoadNonEmptyString();
        string output = ctx.LoadNonEmptyString();
        float scale = 0;
        if (!ctx.TryLoadBinaryStream("Scale.bin", reader => scale = reader.ReadSingle()))
            throw env.ExceptDecode("Missing scale");
        return new ToyTransformer(env, input, output, scale);
    }
}
