namespace Microsoft.ML.SeNet.Model;

/// <summary>Orders classes by score.</summary>
internal static class ScoreRanking
{
    /// <summary>The class with the highest score, the first of equals; −1 (in keys: missing) where no score is a number.</summary>
    internal static int Best(ReadOnlySpan<float> scores)
    {
        var best = -1;
        for (var i = 0; i < scores.Length; i++)
        {
            if (!float.IsNaN(scores[i]) && (best < 0 || scores[i] > scores[best]))
                best = i;
        }
        return best;
    }

    /// <summary>The classes with the highest scores, highest first, of equals the first; those without a number come last.</summary>
    internal static int[] Top(ReadOnlySpan<float> scores, int count)
    {
        var keys = new (float Score, int Class)[scores.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = (float.IsNaN(scores[i]) ? float.NegativeInfinity : scores[i], i);
        Array.Sort(keys, (x, y) => x.Score != y.Score ? y.Score.CompareTo(x.Score) : x.Class.CompareTo(y.Class));
        return [.. keys.Take(count).Select(key => key.Class)];
    }
}
