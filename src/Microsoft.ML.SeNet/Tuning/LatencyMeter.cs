using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Model;
using Microsoft.ML.SeNet.Network;

namespace Microsoft.ML.SeNet.Tuning;

/// <summary>
/// How long a network takes for a single picture that is in memory: the median of some calls after some that do not count.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class LatencyMeter(TimeProvider time)
{
    private const int WarmUp = 5;
    private const int Calls = 21;

    /// <summary>Milliseconds a picture. The weights do not matter, so the first ones that chance gives will do.</summary>
    /// <param name="network">What to measure.</param>
    /// <param name="imageSize">Side of the picture in pixels.</param>
    /// <param name="device">Where to compute.</param>
    internal double Measure(NetworkOptions network, int imageSize, global::TorchSharp.torch.Device device)
    {
        using var scorer = new BatchScorer(NetworkState.Take(new SeResNet(network, new Seeds(0))), Normalization.ImageNet, imageSize,
            device, () => new ObjectDisposedException(nameof(BatchScorer)));
        var (pixels, scores) = (new byte[scorer.PictureBytes], new float[scorer.Classes]);
        for (var call = 0; call < WarmUp; call++)
            scorer.Score(pixels, 1, scores);
        var times = new double[Calls];
        for (var call = 0; call < Calls; call++)
        {
            var started = time.GetTimestamp();
            scorer.Score(pixels, 1, scores);
            times[call] = time.GetElapsedTime(started).TotalMilliseconds;
        }
        Array.Sort(times);
        return times[Calls / 2];
    }
}
