using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>The tensors of a training that a checkpoint keeps. All of them stay their owners'.</summary>
/// <param name="Network">The network that is trained.</param>
/// <param name="Optimizer">What moves it.</param>
/// <param name="Best">The weights that validated best.</param>
/// <param name="Average">The average of the weights; null where none is kept.</param>
internal sealed record CheckpointContent(nn.Module Network, Optimizer Optimizer, BestWeights Best, WeightAverage? Average);
