namespace Microsoft.ML.SeNet.Pictures;

/// <summary>A picture and its class, as ML.NET reads rows of a data view from objects.</summary>
/// <param name="ImagePath">The full path of the picture.</param>
/// <param name="Label">The name of its class.</param>
internal sealed record LabeledFile(string ImagePath, string Label);
