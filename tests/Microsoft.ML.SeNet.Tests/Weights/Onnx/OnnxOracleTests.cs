using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Scoring;
using Microsoft.ML.SeNet.Tests.Scoring;
using Microsoft.ML.SeNet.Weights;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Onnx;

/// <summary>Exported models before the judges of the field: onnx.checker, and ONNX Runtime on photographs. Skipped where these are absent (tests/Onnx/install.sh).</summary>
public sealed class OnnxOracleTests(OnnxRuntimeTool runtime, OnnxCheckerTool checker) : TensorTest, IClassFixture<OnnxRuntimeTool>, IClassFixture<OnnxCheckerTool>
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Small => [.. OnnxNetworks.Small.Keys];

    public static TheoryData<string> Large => [.. OnnxNetworks.Large.Keys];

    [SkippableTheory]
    [MemberData(nameof(Small))]
    [InlineData("18_legacy", 65)]
    public void Checker_EachOption_Passes(string name, int side = 32) => Check(name, side);

    [SkippableTheory]
    [MemberData(nameof(Large))]
    [Trait("Category", "Slow")]
    public void Checker_EachLargeFamily_Passes(string name) => Check(name, 224);

    [SkippableTheory]
    [MemberData(nameof(Small))]
    [InlineData("18_legacy", 65)]
    [InlineData("x50", 64)]
    public void Runtime_EachOption_GivesOurScoresOfPictures(string name, int side = 32) => Run(OnnxNetworks.Options(name), side);

    [SkippableTheory]
    [MemberData(nameof(Large))]
    [Trait("Category", "Slow")]
    public void Runtime_EachLargeFamily_GivesOurScoresOfPictures(string name) => Run(OnnxNetworks.Options(name), 128);

    [SkippableFact]
    public void Runtime_AnyOptions_GivesOurScoresOfPictures()
    {
        runtime.Demand();
        Prop.ForAll(RandomNetworks.Arbitrary, options => Run(options, 16)).Check(Config.QuickThrowOnFailure.WithMaxTest(25).WithReplay(5, 7));
    }

    [SkippableFact]
    public void Runtime_AModel_GivesWhatTransformGives()
    {
        var ml = new MLContext(seed: 1);
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        using var sut = Sample.Model(ml);
        var rows = ml.Data.LoadFromEnumerable(RealPictures.Files.Select(picture => new Picture { Image = picture }));

        sut.SaveAsOnnx(file.Path);

        var expected = Sample.Scores(sut.Transform(rows));
        var pixels = tensor(RealPictures.Prepared(0, expected.Length, sut.Evaluation), [expected.Length, Sample.ImageSize, Sample.ImageSize, 3]);
        Close.One("scores", tensor(expected.SelectMany(row => row).ToArray(), [expected.Length, 4]), RunFile(file.Path, pixels), Tolerance);
    }

    private void Check(string name, int side)
    {
        using var scope = NewDisposeScope();
        using var network = OnnxNetworks.Network(OnnxNetworks.Options(name));
        foreach (var opset in (int[])[13, 17])
        {
            using var file = new TemporaryFile();
            OnnxNetworks.Weights(network, opset == 13 ? side : null).SaveAsOnnx(file.Path, new() { Opset = opset, Softmax = opset == 13 });

            Assert.Equal($"opset {opset}, 1 output", checker.Ask(file.Path));
        }
    }

    /// <summary>One picture and five with the same file; logits of any size, and probabilities as the batch scorer gives them.</summary>
    private void Run(NetworkOptions options, int side)
    {
        using var scope = NewDisposeScope();
        var evaluation = new EvaluationTransform(side, 0.875);
        using var trained = OnnxNetworks.Network(options);
        using var scorer = new BatchScorer(NetworkState.Of(trained), OnnxNetworks.Normalisation, side, CPU, () => new ObjectDisposedException("scorer"));
        foreach (var (opset, softmax) in ((int, bool)[])[(13, false), (17, true)])
        {
            using var file = new TemporaryFile();
            OnnxNetworks.Weights(trained, side).SaveAsOnnx(file.Path, new OnnxExportOptions { Opset = opset, Softmax = softmax });
            foreach (var (first, count) in ((int, int)[])[(0, 1), (1, 5)])
            {
                var bytes = RealPictures.Prepared(first, count, evaluation);
                var pixels = tensor(bytes, [count, side, side, 3]);
                var scores = new float[count * options.Classes];
                scorer.Score(bytes, count, scores);
                var expected = softmax ? tensor(scores, [count, options.Classes]) : OnnxNetworks.Logits(trained, pixels);

                Close.One($"{count} pictures, softmax {softmax}", expected, RunFile(file.Path, pixels), Tolerance);
            }
        }
    }

    private Tensor RunFile(string path, Tensor pixels)
    {
        try
        {
            return runtime.Run(path, OnnxNetworks.Planes(pixels));
        }
        finally
        {
            File.Delete(path + ".input");
            File.Delete(path + ".output");
        }
    }
}
