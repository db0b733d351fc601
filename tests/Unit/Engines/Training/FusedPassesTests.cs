using Microsoft.ML.SeNet.Engines.Training;
using Microsoft.ML.SeNet.Network;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Tests.Engines.Training;

/// <summary>
/// The passes of training beside the plain ones, which compute in float64: outputs, gradients and statistics; and where both are the same.
/// </summary>
public class FusedPassesTests : TensorTest
{
    private const double Tolerance = 1e-5;

    private static readonly SqueezeExcitationOptions s_standard = new() { ReductionRatio = 4 };

    [Fact]
    public void Chosen_WithoutAnyonesDoing_IsFused() => Assert.IsType<FusedPasses>(INetworkPasses.Chosen);

    [Fact]
    public void ConvNorm_InTraining_IsThePlainPassFused() =>
        Compare((passes, layers, maps) => passes.ConvNorm(layers.Convolution, layers.Normalization, maps));

    [Fact]
    public void ConvNormRelu_InTraining_IsThePlainPassFused() =>
        Compare((passes, layers, maps) => passes.ConvNormRelu(layers.Convolution, layers.Normalization, maps));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BlockEnd_InTraining_IsThePlainPassFused(bool scales) => Compare((passes, layers, maps) =>
        passes.BlockEnd(layers.Convolution, layers.Normalization, scales ? layers.Excitation : null, maps, maps));

    [Theory]
    [InlineData(StemPooling.Padded)]
    [InlineData(StemPooling.Ceiling)]
    public void Pool_InTraining_IsThePlainPassFused(StemPooling pooling) =>
        Compare((passes, _, maps) => passes.Pool(maps, pooling, trains: true));

    [Theory]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.Float64, true)]
    public void EachPass_InEvaluationOrFloat64_IsThePlainPassItself(ScalarType type, bool trains)
    {
        foreach (var pass in new Func<INetworkPasses, FewLayers, Tensor, Tensor>[]
                 {
                     (passes, layers, maps) => passes.ConvNormRelu(layers.Convolution, layers.Normalization, maps),
                     (passes, layers, maps) => passes.BlockEnd(layers.Convolution, layers.Normalization, layers.Excitation, maps, maps),
                     (passes, _, maps) => passes.Pool(maps, StemPooling.Padded, trains),
                 })
            AssertSame(type, trains, s_standard, pass);
    }

    [Theory]
    [InlineData(SeSqueeze.Average, SeGate.Tanh, false)]
    [InlineData(SeSqueeze.Max, SeGate.Sigmoid, false)]
    [InlineData(SeSqueeze.Average, SeGate.Sigmoid, true)]
    public void BlockEnd_OtherwiseThanInThePaper_IsThePlainPassItself(SeSqueeze squeeze, SeGate gate, bool rectifiesFirst) => AssertSame(
        ScalarType.Float32, trains: true, s_standard with { Squeeze = squeeze, Gate = gate },
        (passes, layers, maps) => passes.BlockEnd(layers.Convolution, layers.Normalization, layers.Excitation, maps, maps, rectifiesFirst));

    private static void Compare(Func<INetworkPasses, FewLayers, Tensor, Tensor> pass)
    {
        using var scope = NewDisposeScope();
        var (plain, fused) = (Run(new PlainPasses(), ScalarType.Float64), Run(new FusedPasses(), ScalarType.Float32));

        Assert.True(fused["output"].permute(0, 2, 3, 1).is_contiguous(), "The fused passes put out channels-last maps.");
        Close.All(plain.Select(entry => (entry.Key, entry.Value, fused[entry.Key])), Tolerance);

        Dictionary<string, Tensor> Run(INetworkPasses passes, ScalarType type)
        {
            using var layers = new FewLayers(s_standard, type);
            var maps = Maps(type).requires_grad_();
            var output = pass(passes, layers, maps);
            (output * Pattern.Tensor("probe", output.shape).to(type)).sum().backward();
            var found = layers.named_buffers().Select(entry => (entry.name, entry.buffer.detach().clone())).ToDictionary();
            foreach (var (name, parameter) in layers.named_parameters())
                if (parameter.grad is { } gradient)
                    found.Add($"gradient of {name}", gradient);
            return new(found) { ["output"] = output.detach(), ["gradient of the maps"] = maps.grad! };
        }
    }

    private static void AssertSame(
        ScalarType type, bool trains, SqueezeExcitationOptions se, Func<INetworkPasses, FewLayers, Tensor, Tensor> pass)
    {
        using var scope = NewDisposeScope();
        using var layers = new FewLayers(se, type);
        layers.train(trains);
        var maps = Maps(type).requires_grad_();

        var (plain, fused) = (pass(new PlainPasses(), layers, maps), pass(new FusedPasses(), layers, maps));

        Assert.Equal(plain.bytes.ToArray(), fused.bytes.ToArray());
        Assert.True(fused.is_contiguous(), "The plain passes put out maps as they lie.");
    }

    private static Tensor Maps(ScalarType type) => Pattern.Tensor("maps", 2, 32, 9, 7).to(type);

    /// <summary>What a pass needs, with pattern weights.</summary>
    private sealed class FewLayers : Module
    {
        internal readonly SafeConvolution Convolution = new(32, 32, 3);
        internal readonly BatchNorm2d Normalization = BatchNorm2d(32);
        internal readonly SqueezeExcitation Excitation;

        internal FewLayers(SqueezeExcitationOptions se, ScalarType type) : base(nameof(FewLayers))
        {
            Excitation = new SqueezeExcitation(32, se);
            RegisterComponents();
            using var untracked = no_grad();
            foreach (var (name, parameter) in this.named_parameters())
                parameter.copy_(Pattern.Tensor(name, parameter.shape));
            this.to(type);
        }
    }
}
