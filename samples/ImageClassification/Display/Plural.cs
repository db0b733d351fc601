namespace SeNetMl.Samples.ImageClassification.Display;

/// <summary>Numbers of things, as one says them.</summary>
internal static class Plural
{
    /// <summary>"no pictures", "1 picture", "1,234 pictures".</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What one is called.</param>
    /// <param name="many">What several are called; null where that has an s more.</param>
    internal static string Of(long count, string one, string? many = null) => count switch
    {
        0 => $"no {many ?? one + "s"}",
        1 => $"1 {one}",
        _ => $"{count:N0} {many ?? one + "s"}",
    };
}
