namespace SeNetMl.Compat.Tests.Surface;

/// <summary>The samples play our part; their own dump, with one line changed, plays the genuine list.</summary>
public class SurfaceComparisonTests
{
    private const string Max = "method\tpublic (Samples.Tensor values, Samples.Tensor indices) max(long dim, params long[] more)";
    private const string To = "method\tprotected internal virtual Samples.Module _to(Samples.Mode mode = Samples.Mode.Fast, System.Threading.CancellationToken token = default, Samples.Mode? other = null)";
    private const string Name = "property\tpublic string? name { get; set; }";

    private static readonly Type[] s_types =
    [
        typeof(Samples.Mode), typeof(Samples.Filter), typeof(Samples.IModule<,>), typeof(Samples.Extensions), typeof(Samples.Tensor),
        typeof(Samples.Module), typeof(Samples.Module<,>), typeof(Samples.Module<,>.Remover), typeof(Samples.Size),
    ];

    private readonly TorchSharpDialect _dialect = new();

    [Fact]
    public void Compare_WithItself_FindsNothing() => Assert.Empty(Violations(Lines));

    [Fact]
    public void Compare_ListWithMore_FindsNothing()
    {
        string[] more = [.. Lines, "X\tSamples.Other\ttype\tclass Samples.Other", "X\tSamples.Tensor\tmethod\tpublic long size(int dim)", "X\tSamples.Tensor\tproperty\tpublic long ndim { get; }"];

        Assert.Empty(Violations(more));
    }

    [Theory]
    [InlineData("type\tenum Samples.Mode : byte", "type\tenum Samples.Mode : int", "has the underlying type 'byte', expected 'int'")]
    [InlineData("value\tFast = 3", "value\tFast = 4", "has value 3, expected 4")]
    [InlineData("value\tFast = 3", null, "no such member")]
    [InlineData("invoke\tbool (int id, string? text = null)", "invoke\tint (int id, string? text = null)", "has type 'bool', expected 'int'")]
    [InlineData("type\tstatic class Samples.Extensions", "type\tclass Samples.Extensions", "is 'static class', expected 'class'")]
    [InlineData("type\tsealed class Samples.Tensor : System.IDisposable", "type\tsealed class Samples.Tensor", "has the base 'System.IDisposable', which the genuine one lacks")]
    [InlineData("type\tstruct Samples.Size", "type\tclass Samples.Size", "is 'struct', expected 'class'")]
    [InlineData("method\tpublic static int Count<T>(T[,] array) where T : struct", "method\tpublic static int Count<T>(T[,] array) where T : class", "has the constraint 'T : struct', which the genuine one lacks")]
    [InlineData("method\tpublic static int Count<T>(T[,] array) where T : struct", "method\tpublic static int Count<T>(T[] array) where T : struct", "no such member")]
    [InlineData("ctor\tprotected Module(string name)", "ctor\tpublic Module(string name)", "is 'protected', expected 'public'")]
    [InlineData("ctor\tprotected Module(string name)", null, "no such member")]
    [InlineData("field\tprotected const double euler = 0.5772156649015329", "field\tprotected const double euler = 0.5", "has value 0.5772156649015329, expected 0.5")]
    [InlineData("method\tpublic void Dispose()", "method\tpublic static void Dispose()", "is 'public', expected 'public static'")]
    [InlineData("method\tprotected virtual void Dispose(bool disposing)", "method\tprotected void Dispose(bool disposing)", "is 'protected virtual', expected 'protected'")]
    [InlineData("property\tpublic virtual bool training { get; protected set; }", "property\tpublic virtual bool training { get; }", "has accessor 'protected set;', expected { get; }")]
    [InlineData("method\tpublic static Samples.Tensor operator Addition(Samples.Tensor left, Samples.Tensor right)", null, "no such member")]
    [InlineData(To, "method\tprotected internal virtual Samples.Module _to(Samples.Mode mode = Samples.Mode.None, System.Threading.CancellationToken token = default, Samples.Mode? other = null)", "parameter 'mode' has default Samples.Mode.Fast, expected Samples.Mode.None")]
    [InlineData(To, "method\tprotected internal virtual Samples.Module _to(Samples.Mode mode = Samples.Mode.Fast, System.Threading.CancellationToken token = default, Samples.Mode other = null)", "no such member")]
    [InlineData(Max, "method\tpublic (Samples.Tensor values, Samples.Tensor indices) max(long axis, params long[] more)", "parameter 'dim' expected to be called 'axis'")]
    [InlineData(Max, "method\tpublic (Samples.Tensor values, Samples.Tensor indices) max(long *, params long[] more)", "parameter 'dim' expected to be called something that begins with '_'")]
    [InlineData(Max, "method\tpublic (Samples.Tensor values, Samples.Tensor indices) max(long dim, long[] more)", "parameter 'more' is 'params', expected ''")]
    [InlineData(Max, "method\tpublic (Samples.Tensor values, Samples.Tensor) max(long dim, params long[] more)", "has type '(Samples.Tensor values, Samples.Tensor indices)', expected '(Samples.Tensor values, Samples.Tensor)'")]
    [InlineData(Max, "method\tpublic (Samples.Tensor values, Samples.Tensor indices) max(long dim, params long[] more) [Obsolete]", "lacks the marker '[Obsolete]'")]
    [InlineData(Name, "property\tpublic object? name { get; set; }", "has type 'string', expected 'object'")]
    public void Compare_OneLineOtherwise_IsReported(string own, string? genuine, string expected)
    {
        var violations = Violations(Changed(own, genuine));

        Assert.Contains(violations, violation => violation.Line.EndsWith("\t" + own, StringComparison.Ordinal) && violation.Problem == expected);
    }

    [Theory]
    [InlineData(Name, "property\tpublic string name { get; set; }")]
    [InlineData("method\tpublic void Dispose()", "method\tpublic override void Dispose()")]
    [InlineData("method\tprotected virtual void Dispose(bool disposing)", "method\tprotected override void Dispose(bool disposing)")]
    [InlineData("method\tpublic override string ToString()", null)]
    [InlineData("type\tclass Samples.Module<T, TResult>.Remover", null)]
    [InlineData(To, "method\tprotected internal virtual Samples.Module? _to(Samples.Mode mode (no default in one version), System.Threading.CancellationToken token = default, Samples.Mode? other = (differs))")]
    public void Compare_DifferenceThatTheListAllows_IsNotReported(string own, string? genuine) => Assert.Empty(Violations(Changed(own, genuine)));

    [Fact]
    public void Compare_TypeThatTheListLacks_IsReportedOnce()
    {
        var violations = Violations(Lines.Where(line => !line.Contains("\tSamples.Size\t", StringComparison.Ordinal)));

        Assert.Equal("no such public type", Assert.Single(violations).Problem);
    }

    [Fact]
    public void Compare_AbstractMemberThatOursLacks_IsReported()
    {
        var violations = Violations([.. Lines, "X\tSamples.IModule<T, TResult>\tmethod\tpublic void train(bool on)"]);

        Assert.Equal("an abstract member that ours lacks", Assert.Single(violations).Problem);
    }

    [Fact]
    public void Compare_MemberOfABaseThatOursLacks_IsFoundThere()
    {
        string[] lines = [.. Changed(Name, null).Select(line => line.Replace("Samples.Tensor : System.IDisposable", "Samples.Tensor : Samples.Named<string>", StringComparison.Ordinal))];
        string[] named = ["X\tSamples.Named<T>\ttype\tclass Samples.Named<T> : System.IDisposable", "X\tSamples.Named<T>\tproperty\tpublic T name { get; set; }"];

        Assert.Empty(Violations([.. lines, .. named]));
        Assert.NotEmpty(Violations([.. lines, named[0]]));
    }

    [Fact]
    public void Compare_InternalMember_IsComparedWhereTheListHasItAsInternalOnly()
    {
        var dialect = new MlNetDialect();
        var lines = s_types.SelectMany(type => SurfaceDump.Lines(type, dialect, internals: true)).ToArray();
        var without = lines.Where(line => !line.EndsWith("[internal]", StringComparison.Ordinal)).ToArray();
        var changed = lines.Select(line => line.Replace("Hidden() : void", "Hidden() : int", StringComparison.Ordinal)).ToArray();
        var hidden = lines.Select(line => line.Replace("Module.Total : int { get; }", "Module.Total : int { get; } [internal]", StringComparison.Ordinal)).ToArray();

        Assert.Empty(new SurfaceComparison(new(lines, dialect)).Compare(s_types));
        Assert.Empty(new SurfaceComparison(new(without, dialect)).Compare(s_types));
        Assert.Equal("has type 'void', expected 'int'", Assert.Single(new SurfaceComparison(new(changed, dialect)).Compare(s_types)).Problem);
        Assert.Equal("lacks the marker '[internal]'", Assert.Single(new SurfaceComparison(new(hidden, dialect)).Compare(s_types)).Problem);
    }

    [Fact]
    public void Violation_AsText_ShowsOurLineTheProblemAndTheGenuineLine()
    {
        string text = Violations(Changed("value\tFast = 3", "value\tFast = 4")).Single().ToString();

        Assert.Equal("SeNetMl.Compat.Tests\tSamples.Mode\tvalue\tFast = 3\n    problem: has value 3, expected 4\n    genuine: SeNetMl.Compat.Tests\tSamples.Mode\tvalue\tFast = 4", text);
    }

    private IEnumerable<string> Lines => s_types.SelectMany(type => SurfaceDump.Lines(type, _dialect));

    private IEnumerable<string> Changed(string own, string? genuine)
    {
        Assert.Contains(Lines, line => line.EndsWith("\t" + own, StringComparison.Ordinal));
        return Lines.Select(line => line.EndsWith("\t" + own, StringComparison.Ordinal) ? genuine is null ? "#" : line.Replace(own, genuine, StringComparison.Ordinal) : line);
    }

    private IReadOnlyList<SurfaceViolation> Violations(IEnumerable<string> genuine) => new SurfaceComparison(new(genuine, _dialect)).Compare(s_types);
}
