using Microsoft.ML.SeNet.Compute.OneDnn;
using TorchSharp;
using static TorchSharp.torch;

namespace SeNetMl.Benchmarks.Peers;

/// <summary>
/// Plain TorchSharp, on the libtorch that ours is on: as its users write it, float32 and NCHW, with the threads that libtorch takes by
/// itself; and at its best setting, bfloat16 and channels-last. Of the library it calls the repair of oneDNN alone,
/// not its settings of threads and malloc.
/// </summary>
/// <param name="best">Whether at its best setting.</param>
internal sealed class TorchSharpPeer(bool best)
{
    private const double Rate = 0.01;

    private readonly ScalarType _type = best ? ScalarType.BFloat16 : ScalarType.Float32;

    internal static void Serve(bool best, TextReader orders, TextWriter answers)
    {
        OneDnnLibrary.Ensure(); // the same oneDNN on both sides, also where a hypervisor hides the caches
        if (best)
            set_num_threads(Worker.Threads);
        var setting = best ? "bfloat16, channels-last" : "float32, NCHW";
        Worker.Serve(
            $"TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}, libtorch {__version__}, {setting}, "
            + $"{get_num_threads()} threads", new TorchSharpPeer(best).Prepare, orders, answers);
    }

    internal Action Prepare(string name) => name switch
    {
        "se50_forward" => Forward(Works.Batch),
        "se50_forward_b32" => Forward(32),
        "se50_train_step" => TrainStep(PlainSeResNet.SeResNet50(), Works.Batch, InferenceWorks.Side, 1000),
        "se50_train_b16" => TrainStep(PlainSeResNet.SeResNet50(), StepWorks.LargeBatch, InferenceWorks.Side, 1000),
        "se20_train_b128" => TrainStep(PlainSeResNet.SeResNet20(), StepWorks.SmallBatch, 32, 10),
        _ => throw new ArgumentException($"Expected a work that is listed in {nameof(TorchSharpPeer)}, got '{name}'.", nameof(name)),
    };

    private Action Forward(int batch)
    {
        var network = PlainSeResNet.SeResNet50();
        network.eval();
        if (best)
        {
            PlainLayers.Round(network);
            PlainLayers.MakeChannelsLast(network);
        }
        var pictures = Pictures(batch, InferenceWorks.Side);
        return () =>
        {
            using var scope = NewDisposeScope();
            using var untracked = no_grad();
            network.call(pictures);
        };
    }

    private Action TrainStep(PlainSeResNet network, int batch, int side, int classes)
    {
        if (best)
            PlainLayers.MakeChannelsLast(network);
        var optimizer = optim.SGD(network.parameters(), Rate, momentum: 0.9, weight_decay: 1e-4);
        var (pictures, labels) = (Pictures(batch, side), randint(classes, [batch]));
        return () =>
        {
            using var scope = NewDisposeScope();
            if (best)
                network.zero_grad(set_to_none: true);
            else
                optimizer.zero_grad();
            var scores = network.call(pictures).to(ScalarType.Float32);
            nn.functional.cross_entropy(scores, labels).backward();
            optimizer.step();
        };
    }

    private Tensor Pictures(int batch, int side)
    {
        using var drawn = randn(batch, 3, side, side);
        using var rounded = drawn.to(_type, copy: true);
        return best ? PlainLayers.ChannelsLast(rounded) : rounded.clone();
    }
}
