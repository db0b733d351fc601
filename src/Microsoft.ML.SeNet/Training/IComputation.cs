using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// What computes for the network that is trained, whose weights the optimizer moves: the network itself, or a copy in another precision.
/// </summary>
internal interface IComputation : IDisposable
{
    /// <summary>Scores normalized pictures (N, 3, S, S).</summary>
    /// <returns>Logits (N, K), float32.</returns>
    Tensor Forward(Tensor input);

    /// <summary>Batch normalization by the batch, wherever something learns.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    void Train(int epoch);

    /// <summary>Batch normalization by the statistics.</summary>
    void Eval();

    /// <summary>
    /// What computes in the place of a parameter of the trained network, and has its gradient; null where the parameter computes itself.
    /// </summary>
    Parameter? CopyOf(string name);

    /// <summary>After the backward pass: hands the gradients to the weights that the optimizer moves.</summary>
    void CollectGradients();

    /// <summary>After the optimizer's step: brings the weights to where they are computed with.</summary>
    void Publish();

    /// <summary>Before the trained network is saved or kept: brings it the statistics of batch normalization.</summary>
    void CollectStatistics();

    /// <summary>After the trained network was loaded: brings weights and statistics to where they are computed with.</summary>
    void PublishAll();
}

/// <summary>The network computes for itself.</summary>
/// <param name="network">Stays the caller's.</param>
internal sealed class OwnComputation(nn.Module<Tensor, Tensor> network) : IComputation
{
    public Tensor Forward(Tensor input) => network.call(input);

    public void Train(int epoch) => network.train();

    public void Eval() => network.eval();

    public Parameter? CopyOf(string name) => null;

    public void CollectGradients()
    {
    }

    public void Publish()
    {
    }

    public void CollectStatistics()
    {
    }

    public void PublishAll()
    {
    }

    public void Dispose()
    {
    }
}
