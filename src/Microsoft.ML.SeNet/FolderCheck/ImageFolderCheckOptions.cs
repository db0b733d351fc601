using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.FolderCheck;

namespace Microsoft.ML.SeNet;

/// <summary>What a check of a folder of pictures finds worth telling. Read once and never written.</summary>
public sealed record ImageFolderCheckOptions
{
    /// <summary>Of the 1.8 billion pairs among the 60,000 photographs of CIFAR-10, 4,832 are within it.</summary>
    public const int DefaultNearDuplicateDistance = 6;

    /// <summary>
    /// It leaves 210 of those pairs: one photograph in two versions or two of a series, but for a few ships far out at sea,
    /// as far as 60 of them were looked at.
    /// </summary>
    public const double DefaultNearDuplicateCorrelation = 0.98;

    /// <summary>The largest class may have so many times the pictures of the smallest one.</summary>
    public const double DefaultImbalanceRatio = 10;

    /// <summary>A picture's side may be so many times the usual one, or the usual one so many times its.</summary>
    public const double DefaultSizeFactor = 4;

    /// <summary>A picture may be so many times as elongated as is usual.</summary>
    public const double DefaultElongationFactor = 2;

    /// <summary>What pictures end in, in any case, with or without the dot.</summary>
    /// <value>Null unless set: bmp, gif, jpeg, jpg, png and webp, as for <c>LoadImagesFromFolder</c>.</value>
    public IReadOnlyList<string>? Extensions { get; init; }

    /// <summary>The side of the square that the network will see, in pixels; pictures that are smaller are told of.</summary>
    /// <value>At least 1; null unless set: size is no fault.</value>
    public int? InputSize { get; init; }

    /// <summary>In how many of 64 bits the difference hashes of near duplicates may differ.</summary>
    /// <value>0 to 11; 6 unless set. Null looks for exact duplicates only.</value>
    /// <remarks>It finds the candidates; <see cref="NearDuplicateCorrelation"/> decides.</remarks>
    public int? NearDuplicateDistance { get; init; } = DefaultNearDuplicateDistance;

    /// <summary>How alike near duplicates are, at 18 × 16 gray pixels, whatever their brightness and contrast.</summary>
    /// <value>Above 0 up to 1; 0.98 unless set.</value>
    /// <remarks>
    /// What is like the like of a picture is in its group. Where pictures are much alike by their nature, such as garments cut out on
    /// black, that makes groups of thousands: choose 0.995 or more for them.
    /// </remarks>
    public double NearDuplicateCorrelation { get; init; } = DefaultNearDuplicateCorrelation;

    /// <summary>How many times the smallest class's training pictures the largest class may have.</summary>
    /// <value>At least 1; 10 unless set.</value>
    public double ImbalanceRatio { get; init; } = DefaultImbalanceRatio;

    /// <summary>By what factor a picture's side, √(width · height), may differ from the median.</summary>
    /// <value>Above 1; 4 unless set.</value>
    public double SizeFactor { get; init; } = DefaultSizeFactor;

    /// <summary>By what factor a picture's elongation, its longer side by its shorter one, may exceed the median.</summary>
    /// <value>Above 1; 2 unless set.</value>
    public double ElongationFactor { get; init; } = DefaultElongationFactor;

    /// <summary>Threads that decode; each holds one picture at a time.</summary>
    /// <value>At least 1; null unless set: as many as there are processors.</value>
    public int? DecodingThreads { get; init; }

    /// <summary>Told after each picture, by one thread at a time, not always the same one.</summary>
    public Action<ImageFolderCheckProgress>? ProgressCallback { get; init; }

    /// <summary>Ends the check with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Refuses values out of range, all at once.</summary>
    internal void Check()
    {
        var faults = new Faults("A check of pictures");
        faults.Require(InputSize is null or >= 1, nameof(InputSize), "null or 1 or more", InputSize);
        faults.Require(NearDuplicateDistance is null or (>= 0 and <= NearHashIndex.MostDistance), nameof(NearDuplicateDistance),
            $"null or 0 to {NearHashIndex.MostDistance}", NearDuplicateDistance);
        faults.Require(
            NearDuplicateCorrelation is > 0 and <= 1, nameof(NearDuplicateCorrelation), "more than 0, up to 1", NearDuplicateCorrelation);
        faults.Require(ImbalanceRatio >= 1, nameof(ImbalanceRatio), "1 or more", ImbalanceRatio);
        faults.Require(SizeFactor > 1, nameof(SizeFactor), "more than 1", SizeFactor);
        faults.Require(ElongationFactor > 1, nameof(ElongationFactor), "more than 1", ElongationFactor);
        faults.Require(DecodingThreads is null or >= 1, nameof(DecodingThreads), "null or 1 or more", DecodingThreads);
        faults.ThrowIfAny();
    }
}

/// <summary>How far a check of pictures is.</summary>
/// <param name="Done">Pictures looked at.</param>
/// <param name="Total">Pictures to look at.</param>
public readonly record struct ImageFolderCheckProgress(int Done, int Total);
