using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Pictures;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>What a training has from its first step to its last, and the learning-rate finder too: the network and what moves it.</summary>
internal sealed class TrainingSetup : IDisposable
{
    private readonly PhasedComputation _computing;
    private readonly TrainingLoss _loss;
    private bool _isHandedOver;

    /// <summary>Makes the network with the weights to start from.</summary>
    internal TrainingSetup(TrainingJob job)
    {
        var (settings, options) = (job.Settings, job.Settings.Options);
        var seeds = new Seeds(settings.Seed);
        Network = new SeResNet(settings.Network, seeds);
        job.Initial?.CopyTo(Network);
        Network.to(job.Device);
        WeightLayout.MakeChannelsLast(Network);
        var backbone = BackbonePhases.Of(settings);
        _computing = Computing(settings.Precision, backbone);
        Optimizer = Optimizer.Of(options, Network.named_parameters().Select(item => Trained(item.name, item.parameter)));
        _loss = new TrainingLoss(options.LabelSmoothing, ClassWeights.Of(settings, job.Part.Labels()), job.Device);
        Batches = new EpochBatches(job.Part, settings, seeds);
        Step = new TrainingStep
        {
            Options = options,
            Forward = pixels => Scored(job, pixels),
            Network = Network,
            Computing = _computing,
            Device = job.Device,
            Optimizer = Optimizer,
            Loss = _loss,
            Begin = step => _computing.BeginStep(seeds, step),
        };

        TrainedParameter Trained(string name, global::TorchSharp.Modules.Parameter parameter) =>
            new(name, parameter, backbone.RateFactor(Network.StageOf(name), options.LayerRateDecay)) { Copy = _computing.CopyOf(name) };
    }

    /// <summary>The network that is trained, whatever computes for it.</summary>
    internal SeResNet Network { get; }

    internal Optimizer Optimizer { get; }

    internal EpochBatches Batches { get; }

    internal TrainingStep Step { get; }

    /// <summary>Solves the head from the features of the backbone as it is.</summary>
    internal SolvedHead SolveHead(TrainingJob job)
    {
        _computing.Eval();
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var fit = new HeadFeatures(job, _computing.Features, Network.FeatureCount).Solve();
        Network.SetHead(fit.Weight, fit.Bias);
        _computing.PublishAll();
        return SolvedHead.Of(fit);
    }

    /// <summary>The network, the caller's from now on.</summary>
    internal SeResNet HandOver()
    {
        _isHandedOver = true;
        return Network;
    }

    public void Dispose()
    {
        Batches.Dispose();
        _computing.Dispose();
        Optimizer.Dispose();
        _loss.Dispose();
        if (!_isHandedOver)
            Network.Dispose();
    }

    /// <summary>(N, S, S, 3) bytes → logits (N, K).</summary>
    private Tensor Scored(TrainingJob job, Tensor pixels)
    {
        using var input = PixelTensor.ToInput(pixels, job.Settings.Normalization, job.Device); // (N, 3, S, S)
        return _computing.Forward(input);
    }

    private PhasedComputation Computing(TrainingPrecision precision, BackbonePhases backbone)
    {
        if (precision != TrainingPrecision.BFloat16)
            return new PhasedComputation(new OwnComputation(Network), Network, backbone);
        var mixed = new MixedPrecision(Network);
        return new PhasedComputation(mixed, mixed.Copy, backbone);
    }
}
