using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Tests.Model;
using Microsoft.ML.SeNet.Weights.Onnx;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Onnx;

/// <summary>Exported models before the judge of the field: ONNX Runtime, which must find them valid to the letter and give
/// our scores of photographs.</summary>
public sealed class OnnxModelOracleTests : TensorTest
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Small => [.. OnnxNetworks.Small.Keys];

    public static TheoryData<string> Large => [.. OnnxNetworks.Large.Keys];

    [Theory]
    [MemberData(nameof(Small))]
    [InlineData("18_legacy", 65)]
    public void Checker_EachOption_Passes(string name, int side = 32) => Check(name, side);

    [Theory]
    [MemberData(nameof(Large))]
    [Trait("Category", "Slow")]
    public void Checker_EachLargeFamily_Passes(string name) => Check(name, 224);

    [Fact]
    public void Checker_AModelThatIsNotValid_Fails()
    {
        Assert.Equal("opset 17, 1 output", OnnxSession.Check(Flattened(size: 48, "axis")));
        Assert.Contains("Inferred=48 Declared=47", Fault(Flattened(size: 47, "axis")), StringComparison.Ordinal);
        Assert.Contains("axes", Fault(Flattened(size: 48, "axes")), StringComparison.Ordinal);

        static string Fault(byte[] model) => Assert.Throws<OnnxRuntimeException>(() => OnnxSession.Check(model)).Message;
    }

    [Theory]
    [MemberData(nameof(Small))]
    [InlineData("18_legacy", 65)]
    [InlineData("x50", 64)]
    public void Runtime_EachOption_GivesOurScoresOfPictures(string name, int side = 32) => Run(OnnxNetworks.Options(name), side);

    [Theory]
    [MemberData(nameof(Large))]
    [Trait("Category", "Slow")]
    public void Runtime_EachLargeFamily_GivesOurScoresOfPictures(string name) => Run(OnnxNetworks.Options(name), 128);

    [Fact]
    public void Runtime_AnyOptions_GivesOurScoresOfPictures() =>
        Prop.ForAll(RandomNetworks.Arbitrary, options => Run(options, 16))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25).WithReplay(5, 7));

    [Fact]
    public void Runtime_AModel_GivesWhatTransformGives()
    {
        var ml = new MLContext(seed: 1);
        using var scope = NewDisposeScope();
        using var file = new TemporaryFile();
        using var sut = Sample.Model(ml);
        var rows = ml.Data.LoadFromEnumerable(RealPictures.Files.Select(picture => new Picture { Image = picture }));

        sut.SaveAsOnnx(file.Path);

        var expected = Sample.Scores(sut.Transform(rows));
        var pixels = tensor(
            RealPictures.Prepared(0, expected.Length, sut.Evaluation), [expected.Length, Sample.ImageSize, Sample.ImageSize, 3]);
        Close.One("scores", tensor(expected.SelectMany(row => row).ToArray(), [expected.Length, 4]),
            OnnxSession.Run(file.Path, OnnxNetworks.Planes(pixels)), Tolerance);
    }

    /// <summary>A model of one node, whose output has 48 numbers, as ONNX knows it where the attribute is its axis.</summary>
    private static byte[] Flattened(int size, string attribute)
    {
        using var stream = new MemoryStream();
        var graph = new OnnxGraph();
        graph.Name("flattened");
        graph.Node("Flatten", "flatten", "Numbers", [graph.Input("Pixels", "Pictures.", "N", 3, 4, 4)], OnnxAttribute.One(attribute, 1));
        graph.Output("Numbers", "Their numbers.", "N", size);
        OnnxModel.Write("this", graph, 17, [], stream);
        return stream.ToArray();
    }

    private static void Check(string name, int side)
    {
        using var scope = NewDisposeScope();
        using var network = OnnxNetworks.Network(OnnxNetworks.Options(name));
        foreach (var opset in (int[])[13, 17])
        {
            var model = OnnxNetworks.Export(network, opset == 13 ? side : null, new() { Opset = opset, Softmax = opset == 13 });

            Assert.Equal($"opset {opset}, 1 output", OnnxSession.Check(model));
        }
    }

    /// <summary>One picture and five with the same file; logits of any size, and probabilities as the batch scorer gives them.</summary>
    private static void Run(NetworkOptions options, int side)
    {
        using var scope = NewDisposeScope();
        var evaluation = new EvaluationTransform(side, 0.875);
        using var trained = OnnxNetworks.Network(options);
        using var scorer = new BatchScorer(
            NetworkState.Of(trained), OnnxNetworks.Normalization, side, CPU, () => new ObjectDisposedException("scorer"));
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

                Close.One(
                    $"{count} pictures, softmax {softmax}", expected, OnnxSession.Run(file.Path, OnnxNetworks.Planes(pixels)), Tolerance);
            }
        }
    }
}
