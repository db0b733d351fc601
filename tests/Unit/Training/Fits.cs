using System.Security.Cryptography;
using SeNetMl.InterruptedTraining;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

/// <summary>Short trainings and what came of them.</summary>
internal static class Fits
{
    /// <summary>Options for the shortest training: one epoch without validation, unless they are changed.</summary>
    internal static SeResNetTrainer.Options Options(Action<SeResNetTrainer.Options>? change = null)
    {
        var options = SmallTraining.Options();
        (options.Epochs, options.ValidationFraction, options.EarlyStoppingPatience) = (1, 0, null);
        change?.Invoke(options);
        return options;
    }

    internal static SeResNetTrainer Trainer(MLContext ml, SeResNetTrainer.Options options) =>
        ml.MulticlassClassification.Trainers.SeResNet(options);

    /// <summary>Trains and tells the weights.</summary>
    internal static string Weights(MLContext ml, SeResNetTrainer.Options options, IDataView? data = null)
    {
        using var model = Trainer(ml, options).Fit(data ?? SmallTraining.Data(ml, 8));
        return Weights(model);
    }

    /// <summary>A hash of all weights and statistics, bit for bit.</summary>
    internal static string Weights(SeResNetTransformer model) => Weights(model.Trained.Tensors);

    /// <inheritdoc cref="Weights(SeResNetTransformer)"/>
    internal static string Weights(nn.Module network) => Weights(network.state_dict());

    private static string Weights(IReadOnlyDictionary<string, Tensor> state)
    {
        using var scope = NewDisposeScope();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, tensor) in state.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
            hash.AppendData(tensor.detach().cpu().contiguous().bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Collects what is logged at a level.</summary>
    internal static List<string> Log(MLContext ml, Microsoft.ML.Runtime.ChannelMessageKind kind)
    {
        var log = new List<string>();
        ml.Log += (_, e) =>
        {
            if (e.Kind == kind)
                log.Add(e.RawMessage!);
        };
        return log;
    }
}
