namespace TorchSharp.Modules;

/// <summary>PyTorch's first values of linear layers and convolutions, drawn in its order: the weight, then the bias.</summary>
internal static class InitialWeights
{
    /// <summary>Both uniform in ±1/√(fan in): for the weight that is kaiming_uniform_ with a = √5.</summary>
    internal static void DrawLikePyTorch(Parameter weight, Parameter? bias)
    {
        torch.nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is null)
            return;
        var (fanIn, _) = torch.nn.init.CalculateFanInAndFanOut(weight);
        var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
        torch.nn.init.uniform_(bias, -bound, bound);
    }
}
