namespace SeNetMl.Eng.Tests.Scripts;

/// <summary>What sample.sh asks of the application, and how it closes.</summary>
public sealed class SampleScriptTests : IDisposable
{
    private static readonly string[] DataSet = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"];

    private readonly ScriptCopy _sut = new();

    public SampleScriptTests() => Dotnet("""
        case $2 in
            export-fashion-mnist | draw-pictures) mkdir -p "$3/test/a b" "$3/test/c"; : > "$3/test/a b/1.png"; : > "$3/test/a b/2.png"; : > "$3/test/c/1.png" ;;
            train) mkdir -p "$ROOT/artifacts/sample"; printf '{\n  "test_accuracy": 0.91234567,\n  "seconds": 210.26,\n  "x": 1\n}\n' > "$ROOT/artifacts/sample/metrics.json" ;;
        esac
        """);

    public void Dispose() => _sut.Dispose();

    [BashFact]
    public void Sample_NoArguments_TrainsPredictsAndClosesWithTheFigures()
    {
        WriteDataSet("data");

        (int code, string output) = Run([], ("FASHION_MNIST", _sut.Files["data"]));

        Assert.Equal(0, code);
        string[] lines = output.Split('\n');
        Assert.Matches("^Set-up took [0-9]+ s; from here on it is the application.$", lines[0]);
        Assert.Equal(
            ["In another process, with the model from the file:", "figure test_accuracy 0.9123", "figure seconds 210.3"], lines[1..]);
        Assert.Equal(
            [
                $"export-fashion-mnist artifacts/fashion-mnist --source {_sut.Files["data"]}",
                "train --data artifacts/fashion-mnist --epochs 3 --batch 128 --output artifacts/sample",
                "predict artifacts/sample/model.zip artifacts/fashion-mnist/test/a b/1.png artifacts/fashion-mnist/test/c/1.png",
            ],
            AppCalls);
    }

    [BashFact]
    public void Sample_NoAptGet_DrawsPictures()
    {
        WithoutDataSet();
        _sut.Without("apt-get");

        (int code, string output) = Run([], ("FASHION_MNIST", null));

        Assert.Equal(0, code);
        Assert.StartsWith(
            "Fashion-MNIST cannot be had here (no apt-get that may install dataset-fashion-mnist), so the pictures are drawn.\n",
            output, StringComparison.Ordinal);
        Assert.Equal(["draw-pictures artifacts/drawn-pictures --per-class 2000",
            "train --data artifacts/drawn-pictures --epochs 3 --batch 128 --output artifacts/sample"], AppCalls[..2]);
    }

    [BashTheory]
    [InlineData(
        "mkdir -p \"$ROOT/debian/fashion-mnist\"; cd \"$ROOT/debian/fashion-mnist\"; for name in train-images-idx3 train-labels-idx1 "
        + "t10k-images-idx3 t10k-labels-idx1; do : > $name-ubyte.gz; done", "export-fashion-mnist")]
    [InlineData("echo 'E: no such package' >&2; exit 100", "draw-pictures")]
    public void Sample_AsRoot_InstallsTheDataSetWhereItCan(string install, string verb)
    {
        WithoutDataSet();
        _sut.Program("id", "echo 0");
        _sut.Program("apt-get", $"[ \"$1\" = update ] || {{ {install}; }}");

        (int code, string output) = Run([], ("FASHION_MNIST", null));

        Assert.Equal(0, code);
        Assert.StartsWith("Installing dataset-fashion-mnist with apt-get (once) ...\n", output, StringComparison.Ordinal);
        Assert.StartsWith(verb, AppCalls[0], StringComparison.Ordinal);
    }

    [BashFact]
    public void Sample_DataSetFolderLacksFiles_SaysSo()
    {
        _sut.Files.Write("data/train-images-idx3-ubyte.gz", "");

        Assert.Equal(
            (1, $"FASHION_MNIST: expected a folder with the four .gz files of Fashion-MNIST, got '{_sut.Files["data"]}', "
                + "which lacks some."),
            Run([], ("FASHION_MNIST", _sut.Files["data"])));
        Assert.Empty(AppCalls);
    }

    [BashTheory]
    [InlineData("--data my/pictures --epochs 5", "train --data my/pictures --epochs 5")]
    [InlineData("predict model.zip a.png", "predict model.zip a.png")]
    [InlineData("--help", "--help")]
    [InlineData("-h", "-h")]
    [InlineData("--version", "--version")]
    public void Sample_Arguments_ArePassedOn(string given, string expected)
    {
        Assert.Equal((0, ""), Run(given.Split(' ')));
        Assert.Equal([expected], AppCalls);
    }

    [BashFact]
    public void Sample_BuildFails_ShowsWhy()
    {
        _sut.Program("dotnet", """
            [ "$1" != restore ] || exit 0
            [ "$1" = build ] || { echo '10.0.100 [/usr/share/dotnet/sdk]'; exit 0; }
            echo 'A.cs(1,1): error CS1002: ; expected'; exit 1
            """);

        Assert.Equal(
            (1, "A.cs(1,1): error CS1002: ; expected\nThe sample could not be built; the reason is above."), Run(["info", "model.zip"]));
    }

    [BashFact]
    public void Sample_AppFails_PassesItsExitCodeOn()
    {
        Dotnet("exit 130");

        Assert.Equal((130, ""), Run(["--data", "x"]));
    }

    private string[] AppCalls => [.. _sut.Calls];

    private (int Code, string Output) Run(string[] arguments, params (string Name, string? Value)[] environment) =>
        _sut.Sample(arguments, [("ROOT", _sut.Files.Root), .. environment]);

    private void Dotnet(string app) => _sut.Program("dotnet", $$"""
        case $1 in
            build) exit 0 ;;
            *.dll) ;;
            *) echo '10.0.100 [/usr/share/dotnet/sdk]'; exit 0 ;;
        esac
        echo "${@:2}" >> "$LOG"
        {{app}}
        """);

    // This machine may have the package.
    private void WithoutDataSet() =>
        File.WriteAllText(_sut.Files["sample.sh"],
            File.ReadAllText(_sut.Files["sample.sh"]).Replace("/usr/share/datasets", _sut.Files["debian"], StringComparison.Ordinal));

    private void WriteDataSet(string folder)
    {
        foreach (string name in DataSet)
            _sut.Files.Write($"{folder}/{name}-ubyte.gz", "");
    }
}
