namespace SeNetMl.Eng.Tests.WeakSymbolVersion;

/// <summary>
/// A shared library of nothing but headers and dynamic tables, as bytes, with a name for each place in it that a test changes. Its
/// addresses are 0x1000 more than its offsets. Symbol 1 is of libc.so.6, symbols 2 to 4 of libstdc++.so.6: GLIBCXX_3.4, GLIBCXX_3.4.32,
/// which no relocation uses, and CXXABI_1.3.
/// </summary>
internal sealed class TinyElf
{
    private const long Base = 0x1000;

    private readonly MemoryStream _bytes = new();
    private readonly MemoryStream _names = new();
    private readonly List<(long Tag, long Value)> _dynamic = [];
    private readonly Dictionary<string, (int Offset, int Size)> _places = [];

    public TinyElf(string required = "GLIBCXX_3.4.32", uint[]? relocations = null)
    {
        _bytes.SetLength(64 + 2 * 56);
        Table([0x6ffffff0], () =>
        {
            foreach (long version in new long[] { 0, 2, 3, 4, 5 })
                Put($"version of symbol {version}", version, 2);
        });
        Table([0x6ffffffe], WriteNeeds(required));
        Table([7, 8, 9], () => Array.ForEach(relocations ?? [0, 1, 2, 4], WriteRelocation));
        Table([23, 2, 20], () => Array.ForEach([4u, 1u], WriteRelocation));
        Table([5, 10], () => _bytes.Write(_names.ToArray()));
        WriteDynamicAndHeaders();
    }

    /// <summary>The whole file.</summary>
    public byte[] Image => _bytes.ToArray();

    /// <summary>The names of all places.</summary>
    public IEnumerable<string> Places => _places.Keys;

    /// <summary>Where a place begins.</summary>
    public int this[string place] => _places[place].Offset;

    /// <summary>The file with another value in one place.</summary>
    public byte[] With(string place, long value)
    {
        byte[] image = Image;
        BitConverter.GetBytes(value).AsSpan(0, _places[place].Size).CopyTo(image.AsSpan(_places[place].Offset));
        return image;
    }

    private Action WriteNeeds(string required) => () =>
    {
        WriteNeed("libc.so.6", last: false, ("GLIBC_2.2.5", 0x09691a75, 2));
        WriteNeed("libstdc++.so.6", last: true, ("GLIBCXX_3.4", 0x08922974, 3), (required, 0x0297f842, 4), ("CXXABI_1.3", 0x056bafd3, 5));
    };

    private void WriteNeed(string library, bool last, params (string Name, long Hash, long Index)[] versions)
    {
        Put($"{library} structure", 1, 2);
        Put($"{library} count", versions.Length, 2);
        Put($"{library} name", Name(library), 4);
        Put($"{library} first", 16, 4);
        Put($"{library} next", last ? 0 : 16 + 16 * versions.Length, 4);
        foreach ((string name, long hash, long index) in versions)
        {
            Put($"{name} hash", hash, 4);
            Put($"{name} flags", 0, 2);
            Put($"{name} index", index, 2);
            Put($"{name} name", Name(name), 4);
            Put($"{name} next", name == versions[^1].Name ? 0 : 16, 4);
        }
    }

    private void WriteRelocation(uint symbol)
    {
        Put("relocation place", Base, 8);
        Put("relocation type", 6, 4); // R_X86_64_GLOB_DAT
        Put($"relocation of symbol {symbol}", symbol, 4);
        Put("relocation addend", 0, 8);
    }

    // Up to three entries in the dynamic table: where, how many bytes, of what kind.
    private void Table(long[] tags, Action write)
    {
        long start = _bytes.Position = _bytes.Length;
        write();
        long[] values = [Base + start, _bytes.Position - start, tags[0] == 7 ? 24 : 7];
        _dynamic.AddRange(tags.Zip(values));
    }

    private void WriteDynamicAndHeaders()
    {
        long dynamic = _bytes.Position;
        foreach ((long tag, long value) in _dynamic.Append((0x6fffffff, 2)).Append((1, 0)).Append((1, 0)).Append((0, 0)))
        {
            Put($"tag {tag:x}", tag, 8);
            Put($"value {tag:x}", value, 8);
        }
        long sections = _bytes.Position;
        _bytes.SetLength(sections + 3 * 64);
        _bytes.Position = 0;
        foreach ((string place, long value, int size) in new (string, long, int)[]
        {
            ("magic", 0x464c457f, 4), ("class", 2, 1), ("order", 1, 1), ("format", 1, 1), ("padding", 0, 8), ("padding", 0, 1),
            ("type", 3, 2), ("machine", 62, 2), ("version", 1, 4), ("entry", 0, 8),
            ("program headers", 64, 8), ("section headers", sections, 8),
            ("flags", 0, 4), ("header size", 64, 2), ("segment size", 56, 2), ("segment count", 2, 2),
            ("section size", 64, 2), ("section count", 3, 2),
            ("names section", 2, 2),
        })
            Put(place, value, size);
        WriteSegment("loaded", 1, 0, sections);
        WriteSegment("dynamic", 2, dynamic, sections - dynamic);
    }

    private void WriteSegment(string name, long type, long offset, long size)
    {
        Put($"{name} type", type, 4);
        Put($"{name} rights", 4, 4);
        Put($"{name} offset", offset, 8);
        Put($"{name} address", Base + offset, 8);
        Put($"{name} physical", Base + offset, 8);
        Put($"{name} size", size, 8);
        Put($"{name} memory", size, 8);
        Put($"{name} alignment", 8, 8);
    }

    private long Name(string name)
    {
        long at = _names.Length;
        _names.Write([.. name.Select(letter => (byte)letter), 0]);
        return at;
    }

    private void Put(string place, long value, int size)
    {
        _places[place] = ((int)_bytes.Position, size);
        _bytes.Write(BitConverter.GetBytes(value).AsSpan(0, size));
    }
}
