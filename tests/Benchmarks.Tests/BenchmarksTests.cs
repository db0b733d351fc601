using System.Diagnostics;
using System.Globalization;

namespace SeNetMl.Benchmarks.Tests;

public sealed class BenchmarksTests : IDisposable
{
    private readonly string _pictures = Directory.CreateTempSubdirectory("benchmarks").FullName;

    /// <summary>The works on pictures want a folder of them.</summary>
    public BenchmarksTests()
    {
        for (int i = 0; i < PictureWorks.Pictures; i++)
            File.Copy(Path.Combine(AppContext.BaseDirectory, "color.jpg"), Path.Combine(_pictures, $"{i}.jpg"));
        Environment.SetEnvironmentVariable("PICTURES", _pictures);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PICTURES", null);
        Directory.Delete(_pictures, recursive: true);
    }

    public static TheoryData<string> OurWorks =>
        [.. Figures.SelectMany(figure => figure.AgainstUs ? new[] { figure.Work, figure.Against } : [figure.Work]).Distinct()];

    private static IEnumerable<Figure> Figures => Subjects.Names.SelectMany(name => Subjects.Of(name).Figures);

    [Theory]
    [MemberData(nameof(OurWorks))]
    public void Prepare_EveryWorkOfAFigure_Runs(string work) => Works.Prepare(work)();

    [Fact]
    public void Prepare_NoPictures_SaysWhatIsMissing()
    {
        Environment.SetEnvironmentVariable("PICTURES", Path.Combine(_pictures, "missing"));

        var exception = Assert.Throws<InvalidOperationException>(() => Works.Prepare("decode_resize"));

        Assert.Equal($"PICTURES: expected a folder with at least 64 .jpg files below it, got 0 in '{Path.Combine(_pictures, "missing")}'.", exception.Message);
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
    public void Peer_EachSubjects_KnowsTheWorksOfItsFigures()
    {
        Skip.IfNot(PythonHasTorch(), "There is no /usr/bin/python3 with torch and torchvision (Debian's python3-torch, python3-torchvision) on this machine.");
        foreach (var subject in Subjects.Names.Select(Subjects.Of))
        {
            using var peer = WorkerProcess.Peer(subject.Peer);
            Assert.Matches("^(PyTorch|torchvision) ", peer.Introduction);
            foreach (var figure in subject.Figures.Where(figure => !figure.AgainstUs))
                Assert.InRange(peer.Seconds(figure.Against, 1), 1e-9, 600);
        }
    }

    [Fact]
    public void Of_AnUnknownSubject_NamesThoseThereAre()
    {
        var exception = Assert.Throws<ArgumentException>(() => Subjects.Of("speed"));

        Assert.Equal("Subject: expected one of network, images, got 'speed'. (Parameter 'name')", exception.Message);
    }

    private static bool PythonHasTorch()
    {
        if (!File.Exists("/usr/bin/python3"))
            return false;
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", "import torch, torchvision"]) { RedirectStandardError = true })!;
        python.WaitForExit();
        return python.ExitCode == 0;
    }
}
