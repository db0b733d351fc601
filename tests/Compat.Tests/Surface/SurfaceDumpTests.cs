namespace SeNetMl.Compat.Tests.Surface;

public class SurfaceDumpTests
{
    public static TheoryData<Type, string[]> TorchSharpSamples => new()
    {
        { typeof(Samples.Mode), ["type\tenum Samples.Mode : byte", "value\tFast = 3", "value\tNone = 0"] },
        { typeof(Samples.Filter), ["invoke\tbool (int id, string? text = null)", "type\tdelegate Samples.Filter : System.MulticastDelegate"] },
        { typeof(Samples.IModule<,>), ["method\tpublic TResult? call(T? input)", "type\tinterface Samples.IModule<T, TResult>"] },
        { typeof(Samples.Module<,>.Remover), ["ctor\tpublic Remover(Samples.Module<T, TResult> module, string key)", "type\tclass Samples.Module<T, TResult>.Remover"] },
        {
            typeof(Samples.Extensions),
            [
                "method\tpublic static Samples.Tensor half<T>(this T module, bool non_blocking = false) where T : Samples.Module",
                "method\tpublic static int Count<T>(T[,] array) where T : struct",
                "type\tstatic class Samples.Extensions",
            ]
        },
        {
            typeof(Samples.Tensor),
            [
                "method\tprotected override void Finalize()",
                "method\tpublic (Samples.Tensor values, Samples.Tensor indices) max(long dim, params long[] more)",
                "method\tpublic static Samples.Tensor implicit operator(long value)",
                "method\tpublic static Samples.Tensor operator Addition(Samples.Tensor left, Samples.Tensor right)",
                "method\tpublic static double explicit operator(Samples.Tensor value)",
                "method\tpublic void Dispose()",
                "property\tpublic Samples.Tensor this[(int? start, int? end) range] { get; set; }",
                "property\tpublic string? name { get; set; }",
                "type\tsealed class Samples.Tensor : System.IDisposable",
            ]
        },
        {
            typeof(Samples.Module),
            [
                "ctor\tprotected Module(string name)",
                "event\tpublic event System.EventHandler<System.EventArgs>? Changed",
                "field\tprotected const double euler = 0.5772156649015329",
                "field\tprotected readonly string name",
                "field\tpublic const Samples.Mode fast = Samples.Mode.Fast",
                "field\tpublic static readonly (float, float)[] pairs",
                "method\tprotected internal virtual Samples.Module _to(Samples.Mode mode = Samples.Mode.Fast, System.Threading.CancellationToken token = default, Samples.Mode? other = null)",
                "method\tprotected virtual void Dispose(bool disposing)",
                "method\tpublic abstract long[][]? sizes(in int first, ref string second, out (int a, (int b, int c) d) third) [Obsolete]",
                "method\tpublic override string ToString()",
                "method\tpublic void Dispose()",
                "property\tpublic static int Total { get; }",
                "property\tpublic virtual bool training { get; protected set; }",
                "type\tabstract class Samples.Module : System.IDisposable",
            ]
        },
        {
            typeof(Samples.Module<,>),
            [
                "ctor\tprotected internal Module()",
                "method\tpublic System.ValueTuple<T, TResult> Both<TOther>(System.Func<T, System.ValueTuple<TOther, int>>? make = null)",
                "method\tpublic TResult? call(T input)",
                "method\tpublic sealed override long[][]? sizes(in int first, ref string second, out (int a, (int b, int c) d) third) [Obsolete]",
                "type\tclass Samples.Module<T, TResult> : Samples.Module, Samples.IModule<T, TResult> where T : class, System.IDisposable, new()",
            ]
        },
        {
            typeof(Samples.Size),
            [
                "field\tpublic int width",
                "method\tpublic static double Scale(double eps = 1E-08, float factor = 1f, char side = 'L', char tab = '\\u0009', string format = \"g5\", long dim = -1, bool keep = true) [OverloadResolutionPriority(1)]",
                "type\tstruct Samples.Size",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(TorchSharpSamples))]
    public void Lines_TorchSharpFormat_ArePrintedAsInTheList(Type type, string[] expected)
    {
        var lines = SurfaceDump.Lines(type, new TorchSharpDialect());

        Assert.Equal(expected, lines.Select(line => string.Join('\t', line.Split('\t')[2..])));
        Assert.All(lines, line => Assert.StartsWith($"SeNetMl.Compat.Tests\t{TypeText.Of(type)}\t", line));
    }

    [Theory]
    [InlineData(typeof(Samples.Mode), "type\tSamples.Mode\tpublic enum Samples.Mode")]
    [InlineData(typeof(Samples.Mode), "enumvalue\tSamples.Mode.Fast\tSamples.Mode.Fast = 3")]
    [InlineData(typeof(Samples.Filter), "type\tSamples.Filter\tpublic delegate Samples.Filter(int id, string text = null) : bool")]
    [InlineData(typeof(Samples.Tensor), "operator\tSamples.Tensor.op_Addition\tpublic static Samples.Tensor.op_Addition(Samples.Tensor left, Samples.Tensor right) : Samples.Tensor")]
    [InlineData(typeof(Samples.Tensor), "property\tSamples.Tensor.Item\tpublic Samples.Tensor.Item[(int? start, int? end) range] : Samples.Tensor { get; set; }")]
    [InlineData(typeof(Samples.Module), "event\tSamples.Module.Changed\tpublic event Samples.Module.Changed : System.EventHandler<System.EventArgs>")]
    [InlineData(typeof(Samples.Module), "field\tSamples.Module.fast\tpublic const Samples.Module.fast : Samples.Mode = Samples.Mode.Fast")]
    [InlineData(typeof(Samples.Module), "method\tSamples.Module.Hidden\tprivate protected static Samples.Module.Hidden() : void [internal]")]
    [InlineData(typeof(Samples.Module<,>.Remover), "property\tSamples.Module<T, TResult>.Remover.Key\tinternal Samples.Module<T, TResult>.Remover.Key : string { get; } [internal]")]
    [InlineData(typeof(Samples.Module<,>), "ctor\tSamples.Module<T, TResult>..ctor\tprotected internal Samples.Module<T, TResult>..ctor()")]
    [InlineData(typeof(Samples.Size), "method\tSamples.Size.Scale\tpublic static Samples.Size.Scale(double eps = 1E-08d, float factor = 1f, char side = 'L', char tab = '\\u0009', string format = \"g5\", long dim = -1, bool keep = true) : double [OverloadResolutionPriority(1)]")]
    public void Lines_MlNetFormat_ArePrintedAsInTheList(Type type, string expected) =>
        Assert.Contains("SeNetMl.Compat.Tests\t" + expected, SurfaceDump.Lines(type, new MlNetDialect(), internals: true));

    [Theory]
    [InlineData("ctor\tMicrosoft.ML.LoadableClassAttribute..ctor\tpublic Microsoft.ML.LoadableClassAttribute..ctor(System.Type instType, System.Type sigType, params string[] loadNames) [internal]")]
    [InlineData("type\tMicrosoft.ML.SignatureDefault\tinternal delegate Microsoft.ML.SignatureDefault() : void [internal]")]
    [InlineData("type\tMicrosoft.ML.IEstimator<TTransformer>\tpublic interface Microsoft.ML.IEstimator<TTransformer> where TTransformer : Microsoft.ML.ITransformer")]
    [InlineData("method\tMicrosoft.ML.ModelLoadContext.LoadModel\tpublic static Microsoft.ML.ModelLoadContext.LoadModel<TRes, TSig>(Microsoft.ML.Runtime.IHostEnvironment env, out TRes result, params object[] extra) : void where TRes : class [internal]")]
    [InlineData("method\tMicrosoft.ML.MLContext.SetOption\tpublic Microsoft.ML.MLContext.SetOption<T>(string name, double lower = -Infinityd, double upper = 1.5d) : void")]
    [InlineData("property\tMicrosoft.ML.SchemaShape.Item\tpublic Microsoft.ML.SchemaShape.Item[int index] : Microsoft.ML.SchemaShape.Column { get; }")]
    [InlineData("property\tMicrosoft.ML.Data.KeyCount.Count\tpublic Microsoft.ML.Data.KeyCount.Count : ulong? { get; protected set; }")]
    [InlineData("field\tMicrosoft.ML.ModelSaveContext.FpMin\tinternal readonly Microsoft.ML.ModelSaveContext.FpMin : long [internal]")]
    [InlineData("event\tMicrosoft.ML.MLContext.Log\tpublic event Microsoft.ML.MLContext.Log : System.EventHandler<Microsoft.ML.LoggingEventArgs>")]
    [InlineData("enumvalue\tMicrosoft.ML.Data.DataKind.Byte\tMicrosoft.ML.Data.DataKind.Byte = 2")]
    public void Parse_LineOfTheMlNetList_IsUnderstoodWhole(string line)
    {
        var dialect = new MlNetDialect();

        Assert.Equal("Microsoft.ML\t" + line, dialect.Render(dialect.Parse("Microsoft.ML\t" + line)[0]));
    }
}
