namespace Microsoft.ML.SeNet.Model;

/// <summary>What a network can say of a picture; any set of these comes from one pass.</summary>
[Flags]
internal enum NetworkOutputs
{
    /// <summary>Nothing: no picture need be read.</summary>
    None = 0,

    /// <summary>The probability of each class, (K).</summary>
    Scores = 1,

    /// <summary>The features that the head sees, (F).</summary>
    Embedding = 2,
}
