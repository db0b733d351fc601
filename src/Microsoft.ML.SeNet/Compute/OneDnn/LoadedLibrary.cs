using System.Globalization;

namespace Microsoft.ML.SeNet.Compute.OneDnn;

/// <summary>A library where the loader put it, as <c>/proc/self/maps</c> (proc(5)) tells.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Start">The address of the beginning of the file.</param>
internal sealed record LoadedLibrary(string Path, ulong Start)
{
    /// <summary>The one library of a name.</summary>
    /// <param name="maps">Lines of the table.</param>
    /// <param name="name">Its file's name.</param>
    /// <returns>Null where there is none or more than one, or its file is gone.</returns>
    internal static LoadedLibrary? Find(IEnumerable<string> maps, string name)
    {
        var found = maps.Select(Mapping.Parse).OfType<Mapping>().Where(mapping => mapping.Offset == 0 && System.IO.Path.GetFileName(mapping.Path) == name).ToArray();
        return found.Length == 1 && File.Exists(found[0].Path) ? new LoadedLibrary(found[0].Path, found[0].Start) : null;
    }

    /// <summary>Whether memory may be read and written.</summary>
    /// <param name="maps">Lines of the table.</param>
    /// <param name="address">Its beginning.</param>
    /// <param name="bytes">Its size.</param>
    internal static bool IsWritable(IEnumerable<string> maps, ulong address, ulong bytes) =>
        maps.Select(Mapping.Parse).OfType<Mapping>().Any(mapping =>
            mapping.Permissions.StartsWith("rw", StringComparison.Ordinal) && mapping.Start <= address && address <= mapping.End && bytes <= mapping.End - address);

    private sealed record Mapping(ulong Start, ulong End, string Permissions, ulong Offset, string Path)
    {
        /// <summary>"7f00-7f10 r-xp 00000000 fe:00 123   /a/b.so"; null for a line of another form.</summary>
        internal static Mapping? Parse(string line)
        {
            var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            return fields.Length >= 5 && fields[0].Split('-') is [var start, var end] && Hex(start) is { } from && Hex(end) is { } to && Hex(fields[2]) is { } offset
                ? new Mapping(from, to, fields[1], offset, fields.Length > 5 ? fields[5] : "")
                : null;
        }

        private static ulong? Hex(string text) => ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
