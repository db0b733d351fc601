using Microsoft.ML.Data;
using Microsoft.ML.SeNet;

namespace Microsoft.ML;

public static partial class SeNetCatalog
{
    /// <summary>
    /// Makes features of pictures with a trained network, for any other trainer: what its fully connected layer sees, which is the last stage's maps,
    /// averaged over all positions. The classes that the network was trained for need not be those of the pictures.
    /// </summary>
    /// <param name="catalog">The transforms of <see cref="MLContext.Transforms"/>.</param>
    /// <param name="outputColumnName">The column to write the features to, a known-size vector of Single: 512 for SE-ResNet-18 and -34, 2048 for larger ones, 64 for most <c>Cifar…</c> networks.</param>
    /// <param name="weights">A trained model, or <see cref="SeNetWeights.FromFile"/>. Copied by each <c>Fit</c>; pictures are prepared as they were for the weights.</param>
    /// <param name="inputColumnName">The pictures: <see cref="MLImage"/> (<c>LoadImages</c>), encoded bytes (<c>LoadRawImageBytes</c>), or pixel vectors (<c>ExtractPixels</c>); null where it is the column to write to.</param>
    /// <param name="imageSize">The side of the square that the network sees, in pixels; null for that of the weights, or 32 (<c>Cifar…</c> networks) or 224 where they do not tell.</param>
    /// <exception cref="ArgumentOutOfRangeException">The image size is out of its range.</exception>
    public static SeNetFeaturizingEstimator SeNetFeaturizeImage(
        this TransformsCatalog catalog, string outputColumnName, SeNetWeights weights, string? inputColumnName = null, int? imageSize = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrEmpty(outputColumnName);
        ArgumentNullException.ThrowIfNull(weights);
        return new SeNetFeaturizingEstimator(CatalogUtils.GetEnvironment(catalog), outputColumnName, weights, inputColumnName ?? outputColumnName, imageSize);
    }
}
