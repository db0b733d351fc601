using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using TorchSharp;

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
        Phases = new TrainingPhases(job, _computing, Network.FeatureCount, backbone, seeds);
        Step = new TrainingStep
        {
            Options = options,
            Forward = Phases.Forward,
            Network = Network,
            Computing = _computing,
            Device = job.Device,
            Optimizer = Optimizer,
            Loss = _loss,
        };

        TrainedParameter Trained(string name, global::TorchSharp.Modules.Parameter parameter) =>
            new(name, parameter, backbone.RateFactor(Network.StageOf(name), options.LayerRateDecay)) { Copy = _computing.CopyOf(name) };
    }

    /// <summary>The network that is trained, whatever computes for it.</summary>
    internal SeResNet Network { get; }

    internal Optimizer Optimizer { get; }

    internal TrainingPhases Phases { get; }

    internal TrainingStep Step { get; }

    /// <summary>The network, the caller's from now on.</summary>
    internal SeResNet HandOver()
    {
        _isHandedOver = true;
        return Network;
    }

    public void Dispose()
    {
        Phases.Dispose();
        _computing.Dispose();
        Optimizer.Dispose();
        _loss.Dispose();
        if (!_isHandedOver)
            Network.Dispose();
    }

    private PhasedComputation Computing(TrainingPrecision precision, BackbonePhases backbone)
    {
        if (precision != TrainingPrecision.BFloat16)
            return new PhasedComputation(new OwnComputation(Network), Network, backbone);
        var mixed = new MixedPrecision(Network);
        return new PhasedComputation(mixed, mixed.Copy, backbone);
    }
}
