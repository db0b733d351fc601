using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML.SeNet.Tests.Weights.Onnx;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights;

/// <summary>docs/load_safetensors.py, run by a Python that has torch and Pillow: what we saved, it scores as we do. Among the slow ones,
/// because the everyday run needs nothing but the .NET SDK.</summary>
[Trait("Category", "Slow")]
public sealed class LoadSafetensorsScriptTests : TensorTest, IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const int Side = 48;
    private const int Count = 2;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("senet-python-");

    void IDisposable.Dispose()
    {
        _folder.Delete(recursive: true);
        Dispose();
    }

    [SkippableTheory]
    [InlineData("cifar_20")]
    [InlineData("cifar_20_plain")]
    [InlineData("cifar_20_no_squeeze")]
    [InlineData("cifar_20_parameter_free_identity")]
    [InlineData("cifar_164_after_3x3")]
    [InlineData("18_legacy")]
    [InlineData("x50")]
    public void Script_Pictures_GivesOurLogits(string name) => Compare(OnnxNetworks.Options(name));

    [SkippableFact]
    public void Script_SeNet154_GivesOurLogits() => Compare(OnnxNetworks.Options("154"));

    [SkippableFact]
    public void Script_WithTimm_GivesOurLogits()
    {
        var folder = Environment.GetEnvironmentVariable("TIMM_FOLDER");
        Skip.If(folder is null, "TIMM_FOLDER names no folder with the package timm in it.");
        Compare(OnnxNetworks.Options("18") with { SqueezeExcitation = new() { Rounding = SeRounding.MultipleOf8 } }, folder);
        Compare(OnnxNetworks.Options("50_plain"), folder);
        Compare(OnnxNetworks.Options("x50"), folder);
        Compare(OnnxNetworks.Options("154"), folder);
    }

    [SkippableFact]
    public void Script_WithoutLogits_NamesTheClasses()
    {
        using var network = OnnxNetworks.Network(OnnxNetworks.Options("cifar_20"));
        OnnxNetworks.Weights(network, Side).Save(Weights);

        var picture = Pictures(1).Single();

        Assert.Matches($@"^{picture}: Straße \d \d+\.\d%, Straße \d \d+\.\d%, Straße \d \d+\.\d%$", Run(null, Weights, picture).Single());
    }

    private string Weights => Path.Combine(_folder.FullName, "weights.safetensors");

    private void Compare(NetworkOptions options, string? packages = null)
    {
        using var scope = NewDisposeScope();
        using var network = OnnxNetworks.Network(options);
        OnnxNetworks.Weights(network, Side).Save(Weights);
        var pixels = tensor(RealPictures.Prepared(0, Count, new EvaluationTransform(Side, 0.875)), [Count, Side, Side, 3]);

        var logits = Run(
            packages, ["--logits", Weights, .. Pictures(Count)]).SelectMany(line => JsonSerializer.Deserialize<float[]>(line)!).ToArray();

        Close.One("logits", OnnxNetworks.Logits(network, pixels), tensor(logits, [Count, options.Classes]), 1e-4);
    }

    private string[] Pictures(int count)
    {
        var paths = Enumerable.Range(0, count).Select(number => Path.Combine(_folder.FullName, $"{number}.picture")).ToArray();
        for (var i = 0; i < count; i++)
            File.WriteAllBytes(paths[i], RealPictures.Files[i]);
        return paths;
    }

    private static string[] Run(string? packages, params string[] arguments)
    {
        Skip.IfNot(File.Exists(Python), $"{Python} is not there.");
        var start = new ProcessStartInfo(Python, ["-B", Path.Combine(RepositoryRoot.Folder, "docs", "load_safetensors.py"), .. arguments])
            { RedirectStandardError = true, RedirectStandardOutput = true };
        (start.Environment["OMP_NUM_THREADS"], start.Environment["PYTHONIOENCODING"], start.Environment["PYTHONPATH"]) =
            ("1", "utf-8", packages);
        start.StandardOutputEncoding = System.Text.Encoding.UTF8;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Skip.If(errors.Result.Contains("No module named 'torch'", StringComparison.Ordinal) || errors.Result.Contains(
            "No module named 'PIL'", StringComparison.Ordinal), $"{Python} has no torch or Pillow (Debian: python3-torch, python3-pil).");
        Assert.Equal("", process.ExitCode == 0 ? "" : errors.Result);
        return lines;
    }
}
