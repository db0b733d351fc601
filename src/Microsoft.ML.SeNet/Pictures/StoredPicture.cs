namespace Microsoft.ML.SeNet.Pictures;

/// <summary>Where a <see cref="PictureStore"/> keeps a picture.</summary>
/// <param name="Pixels">The pixels, where they are in memory.</param>
/// <param name="Offset">Their place in the file, where they are not.</param>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
internal readonly record struct StoredPicture(byte[]? Pixels, long Offset, int Width, int Height);
