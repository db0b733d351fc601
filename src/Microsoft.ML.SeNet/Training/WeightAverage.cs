using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// The exponential moving average of a network's weights and statistics (Polyak, Juditsky, 1992), on the network's device:
/// average = d · average + (1 − d) · value, where step t, from 0, has d = min(decay, (1 + t) / (10 + t)), as TensorFlow's
/// <c>ExponentialMovingAverage</c>. As in timm the statistics of batch normalization are averaged too, and counters are copied.
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly (string Name, Tensor Trained, Tensor Average)[] _tensors;
    private readonly double _decay;

    /// <summary>Begins with the network as it is now.</summary>
    /// <param name="network">Stays the caller's.</param>
    /// <param name="decay">In [0, 1).</param>
    internal WeightAverage(nn.Module network, double decay)
    {
        _decay = decay;
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        _tensors = [.. network.state_dict().Select(item => (item.Key, item.Value, item.Value.detach().clone().DetachFromDisposeScope()))];
    }

    /// <summary>Names and averages; they stay ours.</summary>
    internal IEnumerable<(string Name, Tensor Tensor)> State => _tensors.Select(item => (item.Name, item.Average));

    /// <summary>Begins anew with the network as it is now.</summary>
    internal void Restart()
    {
        using var untracked = no_grad();
        foreach (var (_, trained, average) in _tensors)
            average.copy_(trained);
    }

    /// <summary>Follows the network after a step.</summary>
    /// <param name="step">The step, counted from 0 over all epochs.</param>
    internal void Update(long step)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var decay = Math.Min(_decay, (1.0 + step) / (10 + step));
        foreach (var (_, trained, average) in _tensors)
        {
            if (trained.is_floating_point())
                average.add_(trained - average, alpha: 1 - decay); // so that what does not move keeps its bits
            else
                average.copy_(trained);
        }
    }

    /// <summary>Puts the averages where the network's weights are, and those where the averages are.</summary>
    internal void Exchange()
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (_, trained, average) in _tensors)
        {
            var kept = trained.clone();
            trained.copy_(average);
            average.copy_(kept);
        }
    }

    public void Dispose()
    {
        foreach (var (_, _, average) in _tensors)
            average.Dispose();
    }
}
