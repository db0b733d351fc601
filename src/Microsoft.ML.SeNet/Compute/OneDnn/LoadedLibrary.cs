using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

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
        var found = maps.Select(Mapping.Parse).OfType<Mapping>()
            .Where(mapping => mapping.Offset == 0 && System.IO.Path.GetFileName(mapping.Path) == name).ToArray();
        return found.Length == 1 && File.Exists(found[0].Path) ? new LoadedLibrary(found[0].Path, found[0].Start) : null;
    }

    /// <summary>Whether memory may be read and written.</summary>
    /// <param name="maps">Lines of the table.</param>
    /// <param name="address">Its beginning.</param>
    /// <param name="bytes">Its size.</param>
    internal static bool IsWritable(IEnumerable<string> maps, ulong address, ulong bytes) =>
        maps.Select(Mapping.Parse).OfType<Mapping>().Any(mapping =>
            mapping.Permissions.StartsWith("rw", StringComparison.Ordinal) && mapping.Start <= address && address <= mapping.End
            && bytes <= mapping.End - address);

    private sealed record Mapping(ulong Start, ulong End, string Permissions, ulong Offset, string Path)
    {
        /// <summary>"7f00-7f10 r-xp 00000000 fe:00 123   /a/b.so"; null for a line of another form.</summary>
        internal static Mapping? Parse(string line)
        {
            var fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            return fields.Length >= 5 && fields[0].Split('-') is [var start, var end] && Hex(start) is { } from
                && Hex(end) is { } to && Hex(fields[2]) is { } offset
                ? new Mapping(from, to, fields[1], offset, fields.Length > 5 ? fields[5] : "")
                : null;
        }

        private static ulong? Hex(string text) =>
            ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}

/// <summary>
/// A 64-bit little-endian shared library on disk, read for single symbols of its full symbol table, which has the local ones, too. Reads
/// the headers and the table, and of the names only those that can be meant: about 10 of 460 MB of libtorch_cpu.so. Format:
/// System V ABI, chapters 4 and 5.
/// </summary>
internal sealed class ElfFile
{
    /// <summary>STT_OBJECT: a variable.</summary>
    internal const int Variable = 1;

    /// <summary>STT_FUNC.</summary>
    internal const int Function = 2;

    private const int HeaderBytes = 64;
    private const int SegmentBytes = 56;
    private const int SectionBytes = 64;
    private const int SymbolBytes = 24;
    private const int SymbolsAtOnce = 2048;
    private const uint LoadedSegment = 1; // PT_LOAD
    private const uint SymbolTable = 2; // SHT_SYMTAB
    private const uint StringTable = 3; // SHT_STRTAB

    private static readonly byte[] s_identification = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]; // 64 bits, little-endian, version 1

    private readonly Stream _file;
    private readonly Section _symbols;
    private readonly Section _names;

    /// <param name="file">The library, seekable; stays the caller's.</param>
    /// <exception cref="InvalidDataException">It is no such library, has no symbol table or ends too early.</exception>
    internal ElfFile(Stream file)
    {
        _file = file;
        var header = Read(0, HeaderBytes, "the header");
        Require(header.AsSpan(0, s_identification.Length).SequenceEqual(s_identification) && UInt16(header, 16) == 3,
            "a 64-bit little-endian shared library", "another file");
        FirstAddress = FirstLoaded(UInt64(header, 32), UInt16(header, 54), UInt16(header, 56));
        var sections = Sections(UInt64(header, 40), UInt16(header, 58), UInt16(header, 60));
        var tables = sections.Where(section => section.Type == SymbolTable).ToArray();
        Require(tables.Length == 1 && tables[0].EntryBytes == SymbolBytes, "one table of symbols", $"{tables.Length}");
        _symbols = tables[0];
        Require(_symbols.Link < sections.Length && sections[_symbols.Link].Type == StringTable, "names for the symbols",
            $"section {_symbols.Link} of {sections.Length}");
        _names = sections[_symbols.Link];
    }

    /// <summary>The address, before it is loaded somewhere, of what is at the beginning of the file.</summary>
    internal ulong FirstAddress { get; }

    /// <summary>Looks for a local symbol.</summary>
    /// <param name="name">As the linker knows it.</param>
    /// <param name="type"><see cref="Variable"/> or <see cref="Function"/>.</param>
    /// <param name="bytes">Its exact size, which spares reading the names of all others.</param>
    /// <returns>Its address before it is loaded somewhere; null unless there is exactly one.</returns>
    /// <exception cref="InvalidDataException">The file ends too early.</exception>
    internal ulong? FindLocal(string name, int type, ulong bytes)
    {
        ulong? found = null;
        var wanted = Encoding.ASCII.GetBytes(name + '\0');
        var count = Math.Min(_symbols.Bytes / SymbolBytes, _symbols.Info); // local ones stand first
        for (ulong first = 0; first < count; first += SymbolsAtOnce)
        {
            var chunk = Read(
                _symbols.Offset + (first * SymbolBytes), (int)Math.Min(SymbolsAtOnce, count - first) * SymbolBytes, "the symbols");
            var symbols = MemoryMarshal.Cast<byte, Symbol>(chunk);
            for (var at = 0; (at = Next(symbols, at, type, bytes)) < symbols.Length; at++)
            {
                if (!IsNamed(symbols[at].Name, wanted))
                    continue;
                if (found is not null)
                    return null;
                found = symbols[at].Address;
            }
        }
        return found;
    }

    // Nearly all time passes here, in a process that has just begun.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Next(ReadOnlySpan<Symbol> symbols, int at, int type, ulong bytes)
    {
        while (at < symbols.Length && !(symbols[at].Bytes == bytes && symbols[at].Type == type && symbols[at].Section != 0))
            at++;
        return at;
    }

    private bool IsNamed(uint offset, byte[] name) =>
        offset + (ulong)name.Length <= _names.Bytes && Read(_names.Offset + offset, name.Length, "the names").AsSpan().SequenceEqual(name);

    private ulong FirstLoaded(ulong offset, ushort entryBytes, ushort count)
    {
        Require(entryBytes == SegmentBytes, $"segments of {SegmentBytes} bytes", $"{entryBytes}");
        var table = Read(offset, SegmentBytes * count, "the segments");
        for (var at = 0; at < table.Length; at += SegmentBytes)
        {
            if (UInt32(table, at) == LoadedSegment && UInt64(table, at + 8) == 0)
                return UInt64(table, at + 16);
        }
        throw new InvalidDataException("Expected a segment that is loaded from the beginning of the file, got none.");
    }

    private Section[] Sections(ulong offset, ushort entryBytes, ushort count)
    {
        Require(entryBytes == SectionBytes, $"sections of {SectionBytes} bytes", $"{entryBytes}");
        var table = Read(offset, SectionBytes * count, "the sections");
        return [.. Enumerable.Range(0, count).Select(i => i * SectionBytes).Select(at => new Section(
            UInt32(table, at + 4), UInt64(table, at + 24), UInt64(table, at + 32), UInt32(table, at + 40),
            UInt32(table, at + 44), UInt64(table, at + 56)))];
    }

    private byte[] Read(ulong offset, int count, string what)
    {
        var length = (ulong)_file.Length;
        Require(offset <= length && (ulong)count <= length - offset, $"{what}, {count} bytes from {offset}", $"a file of {length} bytes");
        var bytes = new byte[count];
        _file.Position = (long)offset;
        _file.ReadExactly(bytes);
        return bytes;
    }

    private static void Require(bool holds, string expected, string got)
    {
        if (!holds)
            throw new InvalidDataException($"Expected {expected}, got {got}.");
    }

    private static ushort UInt16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint UInt32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static ulong UInt64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));

    /// <summary>Elf64_Sym; our processors are little-endian, too.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly struct Symbol
    {
        internal readonly uint Name;
        internal readonly byte Type; // the upper half is the binding: 0 for local ones
        internal readonly byte Visibility;
        internal readonly ushort Section; // 0 for what is elsewhere
        internal readonly ulong Address;
        internal readonly ulong Bytes;
    }

    private readonly record struct Section(uint Type, ulong Offset, ulong Bytes, uint Link, uint Info, ulong EntryBytes);
}
