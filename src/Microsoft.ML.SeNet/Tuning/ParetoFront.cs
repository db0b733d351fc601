namespace Microsoft.ML.SeNet;

/// <summary>What a network costs.</summary>
public enum RunCost
{
    /// <summary>Trainable numbers: the size of the model.</summary>
    Parameters,

    /// <summary>Multiply-adds for one picture.</summary>
    MultiplyAdds,

    /// <summary>The measured time for one picture.</summary>
    Latency,
}

/// <summary>Reads a cost.</summary>
internal static class RunCosts
{
    internal static double Of(this RunCost cost, SeResNetRun run) => cost switch
    {
        RunCost.MultiplyAdds => run.MultiplyAdds,
        RunCost.Latency => run.LatencyMilliseconds ?? double.PositiveInfinity,
        _ => run.Parameters,
    };
}

/// <summary>The choices that no other one beats: for each cost the best value.</summary>
internal static class ParetoFront
{
    /// <summary>The front of some items.</summary>
    /// <param name="items">The choices.</param>
    /// <param name="cost">Less is better.</param>
    /// <param name="value">More is better.</param>
    /// <returns>Rising in both; of equal items the first.</returns>
    internal static IReadOnlyList<T> Of<T>(IReadOnlyList<T> items, Func<T, double> cost, Func<T, double> value)
    {
        var front = new List<T>();
        foreach (var item in items.OrderBy(cost).ThenByDescending(value))
        {
            if (front.Count == 0 || value(item) > value(front[^1]))
                front.Add(item);
        }
        return front;
    }
}
