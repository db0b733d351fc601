namespace Microsoft.ML.SeNet;

/// <summary>A picture that cannot be read: its file is missing or no picture, or its values are not those of pixels.</summary>
/// <param name="message">What was expected, what was got and what to do.</param>
/// <param name="innerException">What the decoder said; null where there was none.</param>
public sealed class BadPictureException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The picture's file.</summary>
    /// <value>Null where the feature column has no paths but bytes, pictures or pixels.</value>
    public string? Path { get; init; }
}
