using System.Diagnostics;
using System.Globalization;

namespace SeNetMl.Benchmarks.Tests;

public class BenchmarksTests
{
    /// <summary>Works that train from files: half a minute each.</summary>
    private static readonly string[] s_long = ["flowers_fit", "flowers_strong_fit", "cifar_strong_fit"];

    public static TheoryData<string> OurWorks => [.. Works.Except(s_long)];

    public static TheoryData<string> OurLongWorks => [.. s_long];

    private static IEnumerable<string> Works =>
        Subjects.Names.SelectMany(name => Subjects.Of(name).Figures).SelectMany(figure => figure.AgainstUs ? new[] { figure.Work, figure.Against } : [figure.Work]).Distinct();

    [SkippableTheory]
    [MemberData(nameof(OurWorks))]
    public void Prepare_EveryWorkOfAFigure_Runs(string work) => Runs(work);

    [SkippableTheory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(OurLongWorks))]
    public void Prepare_EveryLongWorkOfAFigure_Runs(string work) => Runs(work);

    private static void Runs(string work)
    {
        var needed = Subjects.Names.Select(Subjects.Of).First(subject => subject.Figures.Any(figure => figure.Work == work || (figure.AgainstUs && figure.Against == work))).Data;
        using var data = needed?.Unpack();
        Skip.If(needed is not null && data is null, needed?.Missing());

        SeNetMl.Benchmarks.Works.Prepare(work)();
    }

    [Fact]
    public void Serve_AnOrder_IsAnsweredWithSeconds()
    {
        var answers = new StringWriter();

        Worker.Serve(new StringReader("tiny_op 100\ntiny_op 200\n"), answers);

        var lines = answers.ToString().TrimEnd().Split('\n');
        Assert.StartsWith("SeNetMl on ", lines[0], StringComparison.Ordinal);
        Assert.Equal(3, lines.Length);
        Assert.All(lines[1..], line => Assert.InRange(double.Parse(line, CultureInfo.InvariantCulture), 1e-7, 10));
    }

    [SkippableFact]
    public void Peer_OfNetworks_KnowsTheWorksOfItsFigures()
    {
        Skip.IfNot(PythonHas("torch"), "There is no /usr/bin/python3 with torch (Debian's python3-torch) on this machine.");
        Assert.StartsWith("PyTorch ", RunsTheWorksOf(Subjects.Of("network")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Peer_OfPictures_KnowsTheWorksOfItsFigures() => KnowsTheWorks("images", "torchvision ");

    [SkippableTheory]
    [Trait("Category", "Slow")]
    [InlineData("training")]
    [InlineData("augmentation")]
    public void Peer_OfTrainings_KnowsTheWorksOfItsFigures(string subject) => KnowsTheWorks(subject, "PyTorch ");

    private static void KnowsTheWorks(string subject, string introduction)
    {
        Skip.IfNot(PythonHas("torchvision"), "There is no /usr/bin/python3 with torchvision (Debian's python3-torchvision) on this machine.");
        var needed = Subjects.Of(subject).Data!;
        using var data = needed.Unpack();
        Skip.If(data is null, needed.Missing());
        Assert.StartsWith(introduction, RunsTheWorksOf(Subjects.Of(subject)), StringComparison.Ordinal);
    }

    private static string RunsTheWorksOf(Subject subject)
    {
        using var peer = WorkerProcess.Peer(subject.Peer!);
        foreach (var figure in subject.Figures.Where(figure => !figure.AgainstUs))
            Assert.InRange(peer.Seconds(figure.Against, 1), 1e-9, 600);
        return peer.Introduction;
    }

    [Fact]
    public void Of_AnUnknownSubject_NamesThoseThereAre()
    {
        var exception = Assert.Throws<ArgumentException>(() => Subjects.Of("speed"));

        Assert.Equal("Subject: expected one of network, images, training, augmentation, scoring, got 'speed'. (Parameter 'name')", exception.Message);
    }

    private static bool PythonHas(string module)
    {
        if (!File.Exists("/usr/bin/python3"))
            return false;
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", $"import {module}"]) { RedirectStandardError = true })!;
        python.WaitForExit();
        return python.ExitCode == 0;
    }
}
