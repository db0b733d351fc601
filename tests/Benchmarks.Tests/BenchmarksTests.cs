using System.Diagnostics;
using System.Globalization;

namespace SeNetMl.Benchmarks.Tests;

public class BenchmarksTests
{
    /// <summary>Works that train from files, half a minute each and more, or compute for large batches, seconds each;
    /// smaller ones of the same kind are not slow.</summary>
    private static readonly string[] s_long = ["flowers_fit", "flowers_best_fit", "flowers_strong_fit", "cifar_strong_fit", "cifar_epoch",
        "cifar_fit", "cifar_steps", "se50_float32_b32", "se50_bfloat16_b32", "peak_float32_b32", "se50_train_b16"];

    public static TheoryData<string> OurWorks => [.. Works.Except(s_long)];

    public static TheoryData<string> OurLongWorks => [.. s_long];

    private static IEnumerable<Subject> All => Subjects.Names.SelectMany(Subjects.Of).Distinct();

    private static IEnumerable<string> Works => All.SelectMany(subject => subject.Figures).SelectMany(figure => figure.OurWorks).Distinct();

    [SkippableTheory]
    [MemberData(nameof(OurWorks))]
    public void Prepare_EveryWorkOfAFigure_Runs(string work) => Runs(work);

    [SkippableTheory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(OurLongWorks))]
    public void Prepare_EveryLongWorkOfAFigure_Runs(string work) => Runs(work);

    private static void Runs(string work)
    {
        var needed = All.First(subject => subject.Figures.Any(figure => figure.OurWorks.Contains(work))).Data;
        using var data = needed?.Unpack();
        Skip.If(needed is not null && data is null, needed?.Missing());

        SeNetMl.Benchmarks.Works.Prepare(work)();
    }

    [Fact]
    public void All_HoldsEveryFigureOfSpeed() => Assert.Equal(
        [
            "se50_fp32_b1_vs_onnxruntime", "se50_fp32_b8_vs_onnxruntime", "se50_fp32_b32_vs_onnxruntime",
            "se50_fp32_b32_vs_torchsharp_default", "se50_fp32_b32_share_of_peak",
            "se50_bf16_b8_vs_onnxruntime", "se50_bf16_b32_vs_onnxruntime",
            "se50_bf16_b32_vs_torchsharp_best", "se50_bf16_b32_share_of_peak",
            "se50_train_b16_vs_torchsharp_default", "se50_train_b16_vs_torchsharp_best", "se20_train_b128_vs_torchsharp_best",
            "se50_train_b16_peak_memory_mb", "se50_train_b16_peak_memory_vs_torchsharp_default",
            "se50_train_b16_peak_memory_vs_torchsharp_best", "epoch_vs_pytorch_best", "first_prediction_seconds", "growth_batch_1_thread",
            "growth_batch_2_threads", "growth_pixels_1_thread",
            "growth_pixels_2_threads", "growth_pictures_1_thread", "growth_pictures_2_threads",
        ],
        Subjects.Of(Subjects.All).SelectMany(subject => subject.Figures).Select(figure => figure.Name));

    [Fact]
    public void FirstPrediction_OfAModelThatWasWritten_SaysItsTimesAndItsMemory()
    {
        var folder = Directory.CreateTempSubdirectory("first-prediction");
        var console = Console.Out;
        try
        {
            var (model, picture) = (Path.Combine(folder.FullName, "model.zip"), Path.Combine(folder.FullName, "picture.jpg"));
            FirstPrediction.Prepare(model, picture);
            var output = new StringWriter();
            Console.SetOut(output);

            FirstPrediction.Run(model, picture);

            var numbers = output.ToString().Split(' ').Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(3, numbers.Length);
            Assert.All(numbers, number => Assert.InRange(number, 1e-6, 1e12));
        }
        finally
        {
            Console.SetOut(console);
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Growth_OfAnySize_IsAWorkOfItsOwn()
    {
        Assert.Null(GrowthWorks.Prepare("se50_forward"));
        Assert.Throws<FormatException>(() => GrowthWorks.Prepare("growth_batch_"));
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

    [Fact]
    public void PeakMemory_OfAProcessThatHasWorked_IsThatOfTheProcess()
    {
        using var process = WorkerProcess.Ours();

        process.Seconds("tiny_op", 1);

        Assert.InRange(process.PeakMemory, 50e6, 100e9);
    }

    [SkippableTheory]
    [InlineData("network", "TorchSharp ")]
    [InlineData("images", "torchvision ")]
    public void Peers_OfASubject_KnowTheWorksOfItsFigures(string subject, string introduction) => KnowTheWorks(subject, introduction);

    [SkippableTheory]
    [Trait("Category", "Slow")]
    [InlineData("inference", "ONNX Runtime ", "TorchSharp ")]
    [InlineData("steps", "TorchSharp ")]
    [InlineData("training", "PyTorch ")]
    [InlineData("augmentation", "PyTorch ")]
    [InlineData("epoch", "PyTorch ")]
    public void Peers_OfLargeBatchesAndTrainings_KnowTheWorksOfTheirFigures(string subject, params string[] introductions) =>
        KnowTheWorks(subject, introductions);

    [Fact]
    public void Peers_AllThatKeepBlocks_AreThoseAtTheirBestSetting() => Assert.Equal(
        [("onnxruntime", true), ("torchsharp_best", true), ("torchsharp_default", false), ("torchvision", true), ("pytorch", true)],
        new[] { Peer.OnnxRuntime, Peer.TorchSharpBest, Peer.TorchSharpDefault, Peer.Torchvision, Peer.Training }.Select(
            peer => (peer.Name, peer.KeepsBlocks)));

    private static void KnowTheWorks(string name, params string[] introductions)
    {
        var subjects = Subjects.Of(name);
        var peers = subjects[0].Figures.Select(figure => figure.Against).OfType<Peer>().Distinct().ToList();
        Skip.If(peers.Any(peer => peer.Script is not null) && !PythonHas("torchvision"),
            "There is no /usr/bin/python3 with torchvision (Debian's python3-torchvision) on this machine.");
        using var data = subjects[0].Data?.Unpack();
        Skip.If(subjects[0].Data is { } needed && data is null, subjects[0].Data?.Missing());
        foreach (var peer in peers)
        {
            using var process = WorkerProcess.Of(peer);
            Assert.Contains(introductions, beginning => process.Introduction.StartsWith(beginning, StringComparison.Ordinal));
            foreach (var work in Others(subjects, peer))
                Assert.InRange(process.Seconds(work, 1), 1e-9, 600);
        }
    }

    private static IEnumerable<string> Others(IReadOnlyList<Subject> subjects, Peer peer) =>
        subjects.SelectMany(subject => subject.Figures).OfType<TurnFigure>()
            .Where(figure => figure.Peer == peer).Select(figure => figure.Other);

    [Fact]
    public void Of_AnUnknownSubject_NamesThoseThereAre()
    {
        var exception = Assert.Throws<ArgumentException>(() => Subjects.Of("speed"));

        Assert.Equal(
            "Subject: expected one of inference, mobile, steps, memory, epoch, start, growth, network, images, training, augmentation, "
            + "scoring, all, got 'speed'. (Parameter 'name')", exception.Message);
    }

    private static bool PythonHas(string module)
    {
        if (!File.Exists("/usr/bin/python3"))
            return false;
        using var python = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", ["-c", $"import {module}"]) { RedirectStandardError = true })!;
        python.WaitForExit();
        return python.ExitCode == 0;
    }
}
