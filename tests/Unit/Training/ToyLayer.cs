using Microsoft.ML.SeNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

/// <summary>A layer with a loss that differs from step to step. A weight of more than sixteen numbers, but no multiple of it.</summary>
internal sealed class ToyLayer : IDisposable
{
    private readonly Linear _layer = nn.Linear(7, 5);

    internal ToyLayer() => Pattern.Fill(_layer);

    public void Dispose() => _layer.Dispose();

    internal IEnumerable<TrainedParameter> Parameters(double factor = 1) =>
        _layer.named_parameters().Select(item => new TrainedParameter(item.name, item.parameter, factor)).ToList();

    internal void Backward(int step)
    {
        using var scope = NewDisposeScope();
        _layer.call(Pattern.Tensor($"input{step}", 4, 7)).pow(2).sum().backward();
    }

    internal void Steps(Optimizer optimizer, int from, int to, double rate = 0.05)
    {
        for (var step = from; step < to; step++)
        {
            optimizer.ZeroGrad();
            Backward(step);
            optimizer.Step(rate);
        }
    }

    internal float[] Values()
    {
        using var scope = NewDisposeScope();
        return [.. _layer.parameters().SelectMany(parameter => parameter.detach().data<float>().ToArray())];
    }
}
