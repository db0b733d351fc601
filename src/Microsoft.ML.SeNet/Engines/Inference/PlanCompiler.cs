using Microsoft.ML.SeNet.Compute;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Network.Graph;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Engines.Inference;

/// <summary>Makes a plan's steps from what a network is built from and its weights.</summary>
internal abstract class PlanCompiler
{
    private readonly FoldedWeights _weights;
    private readonly Device _device;
    private readonly ScalarType _type;
    private readonly ConvolutionKernels _kernels;
    private readonly List<PlanStep> _steps = [];

    /// <param name="trained">The network.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="type">What to compute in.</param>
    /// <param name="obstacle">Why nothing can be packed there; null where it can.</param>
    protected PlanCompiler(NetworkState trained, Device device, ScalarType type, string? obstacle)
    {
        (Options, _weights, _device, _type, Packs) = (trained.Options, new FoldedWeights(trained), device, type, obstacle is null);
        _kernels = new ConvolutionKernels(device, type, obstacle);
    }

    protected NetworkOptions Options { get; }

    /// <summary>Whether packed convolutions and our kernels may compute.</summary>
    protected bool Packs { get; }

    /// <summary>What convolutions compute in.</summary>
    protected ScalarType Type => _type;

    protected FoldedWeights Weights => _weights;

    /// <summary>Compiles a network; see <see cref="InferencePlan.Of"/>.</summary>
    /// <param name="trained">The network.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="type">What to compute in.</param>
    /// <param name="obstacle">Why libtorch's operators have to do it; null where packed convolutions and our kernels can.</param>
    internal static InferencePlan Compile(NetworkState trained, Device device, ScalarType type, string? obstacle)
    {
        ComputeStart.Ensure();
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        PlanCompiler compiler = VariantRow.Of(trained.Options.Variant) is GraphRow row
            ? new GraphPlanCompiler(trained, row.Graph(trained.Options), device, type, obstacle)
            : new ResidualPlanCompiler(trained, device, type, obstacle);
        try
        {
            compiler.Add(new InputStep(type));
            compiler.AddSteps();
            var kind = obstacle is null ? "weights packed" : $"not packed: {obstacle}";
            var where = $"{device}, {type}; batch normalization folded, {kind}";
            var head = compiler.Layer(SeResNet.HeadName, isOwn: obstacle is null);
            return new InferencePlan(trained.Options, where, compiler._steps, head, compiler._kernels);
        }
        catch
        {
            compiler._steps.ForEach(step => step.Dispose());
            compiler._kernels.Dispose();
            throw;
        }
    }

    /// <summary>Adds all steps, from the maps that are the input to the features.</summary>
    protected abstract void AddSteps();

    protected void Add(PlanStep step) => _steps.Add(step);

    protected ConvolutionKernel Kernel(FoldedConvolution convolution, bool inGraph = false) => _kernels.Make(convolution, inGraph);

    protected FoldedConvolution Folded(string layer, int stride, int groups, Activation activation)
    {
        var (weight, bias) = _weights.Convolution(layer);
        return new FoldedConvolution(weight, bias, stride, groups, activation);
    }

    /// <summary>A copy of a weight where the plan computes, in the type of its maps.</summary>
    protected Tensor Placed(Tensor weight) => FoldedWeights.Copy(weight, _device, _type);

    // In a packed plan what is behind a mean is float32, whatever convolutions compute in.
    protected FullyConnected Layer(string name, bool isOwn) =>
        Layer(_weights.Find($"{name}.weight")!, _weights.Find($"{name}.bias"), isOwn);

    protected FullyConnected Layer(Tensor weight, Tensor? bias, bool isOwn) =>
        new(weight, bias, _device, Packs ? ScalarType.Float32 : _type, isOwn);
}
