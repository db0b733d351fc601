namespace SeNetMl.Samples.ImageClassification.Results;

/// <summary>Files of the sources that the assembly carries.</summary>
internal static class EmbeddedText
{
    /// <summary>A whole file.</summary>
    /// <param name="file">Its name without folders.</param>
    internal static string Read(string file)
    {
        using var reader = new StreamReader(typeof(EmbeddedText).Assembly.GetManifestResourceStream(file)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    /// <summary>The lines of a <c>#region</c>, without their common indentation: code that is shown is code that is compiled.</summary>
    /// <param name="file">The file's name without folders.</param>
    /// <param name="region">The region's name.</param>
    internal static string Region(string file, string region)
    {
        var lines = Read(file).Split('\n').SkipWhile(line => line.Trim() != $"#region {region}").Skip(1)
            .TakeWhile(line => line.Trim() != "#endregion").ToArray();
        var indentation = lines.Where(line => line != "").Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line == "" ? line : line[indentation..]));
    }
}
