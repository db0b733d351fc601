namespace TorchSharp.Modules;

/// <summary>What the batch normalisations share: scale, shift and running statistics, registered with the module that they belong to.</summary>
internal sealed class BatchNormState
{
    private readonly double _eps;
    private readonly double _momentum;
    private readonly bool _tracks;
    private Parameter? _weight;
    private Parameter? _bias;
    private torch.Tensor? _runningMean;
    private torch.Tensor? _runningVariance;
    private torch.Tensor? _batchesTracked;

    internal BatchNormState(torch.nn.Module owner, long features, double eps, double momentum, bool affine, bool tracks, torch.Device? device, torch.ScalarType? dtype)
    {
        (_eps, _momentum, _tracks) = (eps, momentum, tracks);
        if (affine)
        {
            Register("weight", torch.ones(features, dtype, device));
            Register("bias", torch.zeros(features, dtype, device));
        }
        if (tracks)
        {
            owner.register_buffer("running_mean", torch.zeros(features, dtype, device).DetachFromDisposeScope());
            owner.register_buffer("running_var", torch.ones(features, dtype, device).DetachFromDisposeScope());
            owner.register_buffer("num_batches_tracked", torch.tensor(0L, dtype, device).DetachFromDisposeScope());
        }
        TakeFrom(owner);

        void Register(string name, torch.Tensor numbers)
        {
            var parameter = new Parameter(numbers);
            parameter.DetachFromDisposeScope();
            owner.register_parameter(name, parameter);
        }
    }

    /// <summary>Looks the tensors up once, so that <c>forward</c> need not.</summary>
    internal void TakeFrom(torch.nn.Module owner)
    {
        _weight = owner.get_parameter("weight");
        _bias = owner.get_parameter("bias");
        _runningMean = owner.get_buffer("running_mean");
        _runningVariance = owner.get_buffer("running_var");
        _batchesTracked = owner.get_buffer("num_batches_tracked");
    }

    /// <summary>In training by the batch's own statistics, which move the running ones; else by the running ones, if they are tracked.</summary>
    internal torch.Tensor Normalize(torch.Tensor input, bool training)
    {
        if (training && _tracks)
            _batchesTracked!.add_(1);
        return torch.nn.functional.batch_norm(input, _runningMean, _runningVariance, _weight, _bias, training || !_tracks, _momentum, _eps);
    }
}
