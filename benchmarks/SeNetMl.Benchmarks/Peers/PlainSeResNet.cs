using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace SeNetMl.Benchmarks.Peers;

/// <summary>An SE-ResNet as TorchSharp's users write it: its own layers and functions, nothing of the library's.
/// Has as many weights as ours of the same name.</summary>
internal sealed class PlainSeResNet : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Sequential blocks;
    private readonly Linear fc;
    private readonly bool _pools;

    private PlainSeResNet(int[] layers, bool bottleneck, bool large, int classes) : base(nameof(PlainSeResNet))
    {
        _pools = large;
        var channels = large ? 64 : 16;
        (conv1, bn1) = large ? PlainLayers.Pair(3, channels, 7, 2) : PlainLayers.Pair(3, channels, 3, 1);
        var built = new List<Module<Tensor, Tensor>>();
        for (var (stage, planes) = (0, channels); stage < layers.Length; stage++, planes *= 2)
        {
            for (var i = 0; i < layers[stage]; i++)
            {
                built.Add(new PlainBlock(channels, planes, stage > 0 && i == 0 ? 2 : 1, bottleneck));
                channels = bottleneck ? planes * PlainBlock.Expansion : planes;
            }
        }
        blocks = Sequential(built);
        fc = Linear(channels, classes);
        RegisterComponents();
    }

    internal static PlainSeResNet SeResNet50(int classes = 1000) => new([3, 4, 6, 3], bottleneck: true, large: true, classes);

    internal static PlainSeResNet SeResNet20(int classes = 10) => new([3, 3, 3], bottleneck: false, large: false, classes);

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = functional.relu(PlainLayers.Apply((conv1, bn1), input), inplace: true);
        if (_pools)
            maps = functional.max_pool2d(maps, 3, 2, 1);
        var features = functional.adaptive_avg_pool2d(blocks.call(maps), 1).flatten(1);
        return PlainLayers.Apply(fc, features).MoveToOuterDisposeScope();
    }
}
