using SeNetMl.Samples.ImageClassification.Datasets;

namespace SeNetMl.Samples.ImageClassification.Tests;

/// <summary>The verbs <c>import</c> and <c>export</c>, and <c>train --from</c> a file that they wrote.</summary>
public sealed class ExchangeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Recorded _recorded = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_ExportThenImportThenTrainFrom_FitTogether()
    {
        DrawnPictures.Describe(trainPerClass: 4, testPerClass: 2, seed: 1).Write(_folder["data"], _ => { }, default);
        Run("train", "--data", _folder["data"], "--output", _folder["first"], "--epochs", "1", "--batch", "20",
            "--size", "16", "--reduction", "4");
        var (model, onnx, weights, own, torchSharp) = (_folder["first/model.zip"], _folder["model.onnx"], _folder["model.safetensors"],
            _folder["own.safetensors"], _folder["model.dat"]);

        Assert.Equal(
            ["network   SE-ResNet-20", $"written   {onnx}, ONNX, opset 17: Pixels (N, 3, 16, 16), red, green, blue, 0 to 255; "
                + "Score (N, 10), probabilities"], Run("export", model, "--output", onnx));
        Assert.Contains("opset 13: ", Run("export", model, "--output", onnx, "--opset", "13", "--logits")[^1], StringComparison.Ordinal);
        Assert.Equal($"written   {weights}, safetensors under timm's names", Run("export", model, "--output", weights)[^1]);
        Assert.Equal($"written   {torchSharp}, TorchSharp's own format", Run("export", weights, "--output", torchSharp)[^1]);
        Assert.InRange(new FileInfo(torchSharp).Length, 1_000_000, 2_000_000);

        var told = Run("import", weights, "--output", own);
        Assert.Equal($"network       SE-ResNet-20 of the file '{weights}'", told[1]);
        Assert.Equal("conventions   this library's: stride ThreeByThree, stem pooling Padded, shortcuts Projection", told[2]);
        Assert.StartsWith("classes       10: ", told[3], StringComparison.Ordinal);
        Assert.StartsWith("pictures      16×16 pixels, mean (0.485, 0.456, 0.406), ", told[4], StringComparison.Ordinal);
        Assert.Equal($"written   {own}: train --from {own} starts from it", told[5]);
        Assert.Equal(File.ReadAllBytes(weights), File.ReadAllBytes(own));

        var trained = Run(
            "train", "--data", _folder["data"], "--output", _folder["second"], "--epochs", "1", "--batch", "20", "--from", own);
        var all = string.Join(' ', trained.Select(line => line.Trim()));
        Assert.Contains($"CifarSeResNet20 starting from the file '{own}', at 16×16 pixels", all, StringComparison.Ordinal);
        Assert.Contains("CifarSeResNet20, reduction ratio 4, pictures of 16×16, backbone FrozenThenFull", all, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ExportToAnotherExtension_SaysWhichThereAre()
    {
        Assert.Equal(1, App.Run(["export", _folder.Write("model.zip"), "--output", _folder["model.pb"]], _recorded.Terminal));
        Assert.Equal(
            [$"Output '{_folder["model.pb"]}': expected a file name that ends in .onnx, .safetensors, .dat, got '.pb'. "
                + "The extension says what to write."], _recorded.Error);
    }

    [Fact]
    public void Run_ImportOfSomethingElse_SaysSoInOneLine()
    {
        Assert.Equal(1, App.Run(["import", _folder["none.pth"]], _recorded.Terminal));
        Assert.Equal(1, App.Run(["import", _folder.Write("zeros.pth", [0, 0, 0])], _recorded.Terminal));
        Assert.Equal(
            [
                $"Weights '{_folder["none.pth"]}': expected a file of weights, got no such file. Check the path.",
                $"Cannot tell what '{_folder["zeros.pth"]}' is: expected safetensors, a PyTorch checkpoint of the zip or the legacy "
                + "format, or ONNX, got a file that begins with 000000. Save the weights in one of these formats, or fetch the file again.",
            ],
            _recorded.Error);
    }

    private string[] Run(params string[] arguments)
    {
        var before = _recorded.Out.Length;
        Assert.Equal((0, ""), (App.Run(arguments, _recorded.Terminal), string.Join('\n', _recorded.Error)));
        return _recorded.Out[before..];
    }
}
