using System.Xml;

namespace SeNetMl.Samples.ImageClassification.Plots;

/// <summary>Text from outside, such as the names of folders, for XML.</summary>
internal static class PrintableText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The text with what XML cannot hold at all, such as control characters, replaced by U+FFFD.
    /// What must be escaped is left to the writer.</summary>
    internal static string Of(string text)
    {
        var clean = text.ToCharArray();
        for (var i = 0; i < clean.Length; i++)
        {
            if (i + 1 < clean.Length && char.IsSurrogatePair(clean[i], clean[i + 1]))
                i++;
            else if (!XmlConvert.IsXmlChar(clean[i]))
                clean[i] = Replacement;
        }
        return new string(clean);
    }
}
