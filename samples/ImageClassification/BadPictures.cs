using Microsoft.ML.SeNet;

namespace SeNetMl.Samples.ImageClassification;

/// <summary>Pictures that cannot be read, told: the first few with their reasons.</summary>
internal static class BadPictures
{
    private const int Shown = 10;

    internal static string Text(IReadOnlyList<UnreadableImage> bad) =>
        string.Join(' ', bad.Take(Shown).Select(one => $"'{one.ImagePath}': {one.Reason}"))
        + (bad.Count > Shown ? $" And {bad.Count - Shown} more." : "");
}
