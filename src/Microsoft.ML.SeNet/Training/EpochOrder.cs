using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Training;

/// <summary>The order of the training pictures in an epoch: a function of seed and epoch alone.</summary>
/// <param name="pictures">Their numbers.</param>
/// <param name="labels">Their classes where each class is to come equally often, else null.</param>
/// <param name="seeds">The training's.</param>
internal sealed class EpochOrder(int[] pictures, int[]? labels, Seeds seeds)
{
    private const string Stream = "shuffle";
    private const string SamplingStream = "sampling";

    private readonly int[][]? _classes = labels is null ? null :
    [
        .. pictures.Zip(labels).GroupBy(pair => pair.Second, pair => pair.First)
            .OrderBy(group => group.Key).Select(group => group.ToArray()),
    ];

    /// <summary>As many numbers as there are pictures.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    internal int[] Of(int epoch)
    {
        var order = seeds.Shuffle(pictures.Length, Stream, epoch);
        var drawn = _classes is null ? pictures : Sample(_classes, seeds.Stream(SamplingStream, epoch));
        for (var i = 0; i < order.Length; i++)
            order[i] = drawn[order[i]];
        return order;
    }

    /// <summary>
    /// As many pictures of each class, whatever it has; where that leaves some over, chance says which classes have one more. A class that
    /// has too few begins anew once all of it was drawn.
    /// </summary>
    private int[] Sample(int[][] byClass, RandomStream random)
    {
        var drawn = new List<int>(pictures.Length);
        var classes = Enumerable.Range(0, byClass.Length).ToArray();
        random.Shuffle(classes.AsSpan());
        for (var i = 0; i < classes.Length; i++)
        {
            var members = byClass[classes[i]].ToArray();
            var wanted = (pictures.Length / classes.Length) + (i < pictures.Length % classes.Length ? 1 : 0);
            for (var left = wanted; left > 0; left -= members.Length)
            {
                random.Shuffle(members.AsSpan());
                drawn.AddRange(members.AsSpan(0, Math.Min(left, members.Length)));
            }
        }
        return [.. drawn];
    }
}
