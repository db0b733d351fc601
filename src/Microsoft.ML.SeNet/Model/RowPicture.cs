using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Model;

/// <summary>Reads the picture of a row and brings it to the network's size, as validation does. Holds scratch memory: one a thread.</summary>
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
    internal static BadPictureException Unreadable(Exception cause, long? row = null) =>
        new($"Cannot read the picture{(row is null ? "" : FormattableString.Invariant($" of row {row}"))}: {cause.Message} Repair or remove it.", cause);
}
