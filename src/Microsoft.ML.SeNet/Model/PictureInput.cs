using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Model;

/// <summary>Which pictures a model reads and how they are prepared.</summary>
/// <param name="Column">The column of pictures.</param>
/// <param name="Pixels">
/// What is said about pixel vectors besides their type; null for what <c>ExtractPixels</c> does unless told otherwise.
/// </param>
/// <param name="Evaluation">How pictures are brought to the network's size.</param>
/// <param name="BatchSize">How many pictures <c>Transform</c> gives to the network at once.</param>
internal sealed record PictureInput(string Column, PixelVectorSource? Pixels, EvaluationTransform Evaluation, int BatchSize)
{
    /// <summary>The batch size for pictures of a size, in pixels.</summary>
    internal static int BatchSizeFor(int imageSize) => imageSize switch
    {
        <= 64 => 128,
        <= 320 => 32,
        <= 640 => 8,
        _ => 1,
    };

    /// <summary>Checks what a description says of its network and pictures.</summary>
    internal static void Check(NetworkOptions network, EvaluationTransform evaluation, int batchSize, Faults faults)
    {
        faults.Require(
            network.InputChannels == RgbView.Channels, nameof(network.InputChannels), $"{RgbView.Channels}", network.InputChannels);
        var largest = BatchSizeFor(evaluation.ImageSize);
        faults.Require(
            batchSize >= 0 && batchSize <= largest, nameof(BatchSize), $"1 to {largest} for {evaluation.ImageSize} pixels", batchSize);
    }
}

/// <summary>
/// Reads the picture of a row and brings it to the network's size, as validation does. Holds scratch memory: one a thread.
/// </summary>
internal sealed class RowPicture(PictureGetter getter, EvaluationTransform evaluation)
{
    private readonly PictureTransformer _pixels = new();
    private readonly RgbBuffer _decoded = new();

    /// <summary>Fills (S, S, 3).</summary>
    /// <exception cref="BadPictureException">The picture itself is at fault.</exception>
    internal void Read(Span<byte> destination)
    {
        getter(_decoded);
        _pixels.StoreAndEvaluate(_decoded.View, evaluation, destination);
    }

    /// <summary>The exception for a row whose picture cannot be read.</summary>
    /// <param name="cause">What is wrong with the picture.</param>
    /// <param name="row">Its number, from 0; null where it is the only one.</param>
    internal static BadPictureException Unreadable(BadPictureException cause, long? row = null)
    {
        var named = (row, cause.Path) switch
        {
            (null, null) => "",
            (null, var path) => $" '{path}'",
            (_, null) => FormattableString.Invariant($" of row {row}"),
            (_, var path) => FormattableString.Invariant($" of row {row}, '{path}'"),
        };
        return new($"Cannot read the picture{named}: {cause.Message} Repair or remove it.", cause) { Path = cause.Path };
    }
}
