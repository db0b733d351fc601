using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>Which part of a picture a network sees in training, drawn anew each time.</summary>
internal abstract record CropDefinition
{
    /// <summary>Draws a part, which the pixel code brings to imageSize × imageSize.</summary>
    /// <param name="width">The picture's width, at least 1.</param>
    /// <param name="height">The picture's height, at least 1.</param>
    /// <param name="imageSize">The side of the square to fill.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <returns>A box inside the picture, or one of imageSize × imageSize whole pixels that may stand out and is black there.</returns>
    internal abstract CropBox Draw(int width, int height, int imageSize, RandomStream random);
}
