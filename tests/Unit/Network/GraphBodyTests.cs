using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Tests.Golden;
using Microsoft.ML.SeNet.Weights.Flavors;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Network;

/// <summary>Each family against an independent implementation, and all rows against what papers and libraries tell of them.</summary>
public sealed class GraphBodyTests : TensorTest
{
    private const double Tolerance = 2e-5;
    private const double InFloat32 = 5e-2; // other kernels change a sign before a ReLU here and there, and with it gradients
    private const double Vanishing = 1e-5;

    public static TheoryData<string> Cases => GoldenFile.Names("families");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_EachFamily_GivesPyTorchsLogitsLossAndEveryGradient(string name)
    {
        using var golden = GoldenFile.Open("families", name);
        using var scope = NewDisposeScope();
        var given = golden.Case<FamilyCase>();
        using var sut = new SeResNet(NetworkOptions.Of(given.Variant) with { Classes = given.Classes }, new Seeds(1));
        sut.Regularizes = false;

        foreach (var (mode, type, tolerance) in new[]
        {
            ("eval", float64, Tolerance), ("train", float64, Tolerance), ("eval", float32, InFloat32), ("train", float32, InFloat32),
        })
        {
            given.Fill(sut);
            sut.zero_grad();
            sut.to(type);
            sut.train(mode == "train");
            var logits = sut.call(Pattern.Tensor(given.Input, given.InputShape).to(type));
            var loss = nn.functional.cross_entropy(logits, arange(given.InputShape[0]).remainder(given.Classes));
            loss.backward();

            Close.One($"{mode}.logits", golden[$"{mode}.logits"], logits.detach(), tolerance);
            Close.One($"{mode}.loss", golden[$"{mode}.loss"], loss.detach(), tolerance);
            if (type == float64)
                CheckGradients(golden, given, mode, sut);
        }
    }

    private static void CheckGradients(GoldenFile golden, FamilyCase given, string mode, SeResNet network)
    {
        var digests = golden.Under($"{mode}.grad.");
        var gradients = network.named_parameters()
            .ToDictionary(item => given.NameOf(network, item.name), item => item.parameter.grad!.to(float32));
        var nothing = given.Vanishing.Where(name => name.StartsWith($"{mode}.grad.", StringComparison.Ordinal))
            .Select(name => name[$"{mode}.grad.".Length..]).ToList();
        var largest = gradients.Values.Max(gradient => gradient.norm().item<float>());
        Assert.Equal(digests.Keys.Concat(nothing).Order(), gradients.Keys.Order());
        Assert.All(nothing, name => Assert.InRange(gradients[name].norm().item<float>(), 0, Vanishing * largest));
        Assert.Empty(digests.Select(item => (item.Key, Error: Digest.RelativeError(item.Key, item.Value, gradients[item.Key])))
            .Where(item => !(item.Error <= Tolerance)).Select(item => $"{item.Key}: relative error {item.Error:E2}"));
    }

    private sealed record FamilyCase(
        SeResNetVariant Variant, SeNetFlavor? Names, int Classes, string Input, long[] InputShape, string[] Vanishing)
    {
        private IReadOnlyDictionary<string, string>? _layers;

        /// <summary>The name of a weight where the values come from.</summary>
        internal string NameOf(SeResNet network, string ours)
        {
            if (Names is not { } library)
                return ours;
            _layers ??= GraphFlavor.Table.First(flavor => flavor.Flavor == library && flavor.Architectures.ContainsKey(Variant))
                .NamesOf(GraphRow.Of(Variant).Graph(network.Options));
            var dot = ours.LastIndexOf('.');
            return $"{_layers[ours[..dot]]}{ours[dot..]}";
        }

        internal void Fill(SeResNet network) => Pattern.Fill(network, (ours, shape) => NameOf(network, ours) is var name
            && name.StartsWith("classifier", StringComparison.Ordinal) && shape.Length == 4 ? (name, shape[..2]) : (name, shape));
    }
}
