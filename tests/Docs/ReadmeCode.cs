using Microsoft.ML.SeNet;
using static TorchSharp.torch;

namespace SeNetMl.Docs;

/// <summary>The code of README.md that the sample does not have.</summary>
public static class ReadmeCode
{
    /// <summary>A network of one's own: built, called, saved and read.</summary>
    /// <param name="path">The file to write.</param>
    /// <returns>The shape of its logits.</returns>
    public static long[] Network(string path)
    {
        #region readme
        var options = new NetworkOptions
        {
            Variant = SeResNetVariant.CifarSeResNet20,
            Classes = 10,
            SqueezeExcitation = new() { ReductionRatio = 8 },
        };
        using var network = new SeResNet(options, seed: 1);
        Console.WriteLine(NetworkSummary.Of(network, height: 32, width: 32));

        using var pictures = rand(4, 3, 32, 32);    // N pictures, 3 channels, normalized
        using var logits = network.call(pictures);  // N rows of 10 numbers; logits.backward() and optimizers as in TorchSharp

        SeNetWeights.FromNetwork(network).Save(path);                // safetensors, under timm's names
        using var trained = SeNetWeights.FromFile(path).ToNetwork(); // in evaluation mode
        using (inference_mode())
            Console.WriteLine($"classes: {string.Join(", ", trained.call(pictures).argmax(1).data<long>().ToArray())}");
        #endregion
        return logits.shape;
    }
}
