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

/// <summary>Room for what a network says of so many pictures at once; nothing is computed and kept but what is wanted.</summary>
internal sealed class NetworkAnswers(BatchScorer scorer, int size, NetworkOutputs wanted)
{
    private readonly float[] _scores = wanted.HasFlag(NetworkOutputs.Scores) ? new float[size * scorer.Classes] : [];
    private readonly float[] _embeddings = wanted.HasFlag(NetworkOutputs.Embedding) ? new float[size * scorer.Features] : [];

    /// <summary>Asks the network, in one pass.</summary>
    /// <param name="pixels">(count, S, S, 3).</param>
    /// <param name="count">1 to the size.</param>
    internal void Compute(ReadOnlySpan<byte> pixels, int count) => scorer.Score(pixels, count, _scores, _embeddings);

    /// <summary>One of the outputs that are wanted, for a picture of the last pass.</summary>
    internal ReadOnlySpan<float> Of(NetworkOutputs output, int picture) => output switch
    {
        NetworkOutputs.Scores => _scores.AsSpan(picture * scorer.Classes, scorer.Classes),
        NetworkOutputs.Embedding => _embeddings.AsSpan(picture * scorer.Features, scorer.Features),
        _ => throw new ArgumentOutOfRangeException(nameof(output), output, null),
    };
}
