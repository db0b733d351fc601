namespace Microsoft.ML.SeNet;

/// <summary>A picture file that cannot be read.</summary>
/// <param name="ImagePath">Its path.</param>
/// <param name="Reason">What was expected and what is there.</param>
public sealed record UnreadableImage(string ImagePath, string Reason);
