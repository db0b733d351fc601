namespace Microsoft.ML.SeNet.Training;

/// <summary>What a training starts from, as far as it decides the result.</summary>
/// <param name="Sha256">SHA-256 of the given weights, in hexadecimal.</param>
/// <param name="HeadRows">For each class the class of the given weights whose row of the head it starts with; null where the head starts anew.</param>
internal sealed record StartingPoint(string Sha256, IReadOnlyList<int>? HeadRows);
