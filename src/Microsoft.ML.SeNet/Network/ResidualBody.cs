using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Network;

/// <summary>The body of a residual network: stem, stages of residual blocks, global average pooling.</summary>
internal sealed class ResidualBody : NetworkBody
{
    internal const string StagePrefix = "layer";

    private static readonly long[] s_map = [2, 3];

    private readonly List<(SafeConvolution Convolution, BatchNorm2d Normalization)> _stem = [];
    private readonly List<ResidualBlock[]> _stages = [];
    private readonly List<(string Name, Module Layer)> _layers = [];
    private readonly NetworkOptions _options;
    private readonly ResidualRow _row;
    private readonly INetworkPasses _passes;

    internal ResidualBody(NetworkOptions options, ResidualRow row, Device device, INetworkPasses passes)
    {
        (_options, _row, _passes) = (options, row, passes);
        AddStem(device);
        foreach (var stage in NetworkLayout.Stages(options))
        {
            ResidualBlock[] blocks = [.. stage.Select(block => block.Build(device, passes))];
            _stages.Add(blocks);
            _layers.Add(($"{StagePrefix}{_stages.Count}", Sequential(blocks)));
        }
    }

    internal override IReadOnlyList<(string Name, Module Layer)> Layers => _layers;

    internal IReadOnlyList<IReadOnlyList<ResidualBlock>> Stages => _stages;

    internal override int StageOf(string name) =>
        name.Split('.')[0] is var part && part.StartsWith(StagePrefix, StringComparison.Ordinal)
            ? int.Parse(part.AsSpan(StagePrefix.Length), CultureInfo.InvariantCulture) - 1
            : -1;

    internal override Tensor Features(Tensor input, Regularization? chance)
    {
        var maps = Stem(input, trains: chance is not null); // (N, 64, 128 or 16, H/4 or H, W/4 or W)
        foreach (var stage in _stages)
            foreach (var block in stage)
                maps = Next(maps, block);
        return maps.mean(s_map); // (N, F)
    }

    private void AddStem(Device device)
    {
        var channels = _options.InputChannels;
        foreach (var (to, kernel, stride) in _row.StemConvolutions)
        {
            var convolution = new SafeConvolution(channels, to, kernel, stride, device: device);
            var normalization = BatchNorm2d(to, device: device);
            _stem.Add((convolution, normalization));
            _layers.Add(($"conv{_stem.Count}", convolution));
            _layers.Add(($"bn{_stem.Count}", normalization));
            channels = to;
        }
    }

    private Tensor Stem(Tensor input, bool trains)
    {
        var maps = input;
        foreach (var (convolution, normalization) in _stem)
            maps = _passes.ConvNormRelu(convolution, normalization, maps); // (N, 64, 128 or 16, H/2 or H, W/2 or W)
        return _row.StemPools ? _passes.Pool(maps, _options.StemPooling, trains) : maps; // (N, 64, 128 or 16, H/4 or H, W/4 or W)
    }

    /// <summary>Runs one block and lets go of its input, which autograd keeps where it needs it.</summary>
    private static Tensor Next(Tensor maps, ResidualBlock block)
    {
        using (maps)
            return block.call(maps);
    }
}
