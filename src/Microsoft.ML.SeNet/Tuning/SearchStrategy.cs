namespace Microsoft.ML.SeNet;

/// <summary>Which configurations are tried, and for how many epochs.</summary>
public enum SearchStrategy
{
    /// <summary>
    /// All begin, and after a few epochs only the best part goes on from its checkpoints, again and again, until the last few have had all epochs (Jamieson and Talwalkar,
    /// https://arxiv.org/abs/1502.07943). Most of the answer for a part of the epochs.
    /// </summary>
    SuccessiveHalving,

    /// <summary>Every configuration of a space of choices has all epochs.</summary>
    Grid,

    /// <summary>Configurations drawn by chance, each of which has all epochs.</summary>
    Random,
}
