using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>A copy, on the CPU, of the weights that validated best.</summary>
internal sealed class BestWeights : IDisposable
{
    private Dictionary<string, Tensor> _weights = [];

    /// <summary>Whether there are any.</summary>
    internal bool Exist => _weights.Count > 0;

    /// <summary>Names and tensors; they stay ours.</summary>
    internal IEnumerable<(string Name, Tensor Tensor)> State => _weights.Select(item => (item.Key, item.Value));

    /// <summary>Copies a module's weights and statistics in place of the former ones.</summary>
    internal void Keep(nn.Module module)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in module.state_dict())
        {
            if (_weights.TryGetValue(name, out var kept))
                kept.copy_(tensor);
            else
                _weights[name] = tensor.detach().cpu().clone().DetachFromDisposeScope();
        }
    }

    /// <summary>Copies them into a module with the same names and shapes.</summary>
    internal void Restore(nn.Module module)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in module.state_dict())
            tensor.copy_(_weights[name]);
    }

    public void Dispose()
    {
        foreach (var tensor in _weights.Values)
            tensor.Dispose();
        _weights = [];
    }
}
