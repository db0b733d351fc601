namespace SeNetMl.Compat.Tests.Surface;

/// <summary>A text format for entries. Each list of genuine members has its own.</summary>
internal interface ISurfaceDialect
{
    /// <summary>Whether <c>?</c> after a reference type is printed.</summary>
    bool PrintsNullability { get; }

    /// <summary>The entries that one line stands for.</summary>
    IReadOnlyList<SurfaceEntry> Parse(string line);

    /// <summary>The line for an entry, or null where the format has none (another line says it).</summary>
    string? Render(SurfaceEntry entry);
}
