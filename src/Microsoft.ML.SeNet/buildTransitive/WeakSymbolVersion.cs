#nullable enable
#pragma warning disable IDE0005 // Inline tasks have no implicit usings; the test project, which compiles this file too, has.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;

namespace SeNetMl.Build;

/// <summary>
/// Writes a copy of a shared library in which one symbol version that it requires is weak: the loader then no longer refuses the library
/// where the version is missing. One bit differs, and only where nothing in the library uses a symbol of that version; a library that is in
/// any way not as expected is copied as it is, with a warning. The original is only read.
/// Built by MSBuild itself (RoslynCodeTaskFactory), which takes one file and no packages: hence all in here.
/// </summary>
public sealed class WeakSymbolVersion : Microsoft.Build.Utilities.Task
{
    /// <summary>The library to read.</summary>
    [Required]
    public string Source { get; set; } = "";

    /// <summary>Where the copy goes.</summary>
    [Required]
    public string Destination { get; set; } = "";

    /// <summary>The library of which the version is required, such as <c>libstdc++.so.6</c>.</summary>
    [Required]
    public string Library { get; set; } = "";

    /// <summary>The version that becomes weak, such as <c>GLIBCXX_3.4.32</c>.</summary>
    [Required]
    public string Version { get; set; } = "";

    /// <summary>The MSBuild property that switches the task off: what its messages begin with.</summary>
    [Required]
    public string Switch { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            byte[] image = File.ReadAllBytes(Source);
            Weaken(image);
            WriteWhole(image, Destination);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError($"{Switch}: expected to copy '{Source}' to '{Destination}', got: {e.Message}");
        }
        return !Log.HasLoggedErrors;
    }

    private void Weaken(byte[] image)
    {
        try
        {
            int? flags = ElfVersionNeeds.FindFlags(image, Library, Version);
            if (flags is int at)
                image[at] |= ElfVersionNeeds.Weak;
            Log.LogMessage(MessageImportance.Low, flags is null
                ? $"{Switch}: '{Source}' does not require {Version} of {Library}, or no longer strictly; it stays as it is."
                : $"{Switch}: '{Source}' requires {Version} of {Library}; the requirement is weak in '{Destination}'.");
        }
        catch (InvalidDataException e)
        {
            Log.LogWarning(
                $"{Switch}: '{Source}' stays as it is and loads only where {Library} has {Version}: {e.Message} " +
                $"Restore its package anew if the file is damaged; else please report this. {Switch}=false silences it.");
        }
    }

    // Under its own name only once whole, and never through a link that stood there: MSBuild compares times, and half a file from a
    // broken-off build would look up to date.
    private static void WriteWhole(byte[] image, string destination)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(destination))!);
        string temporary = destination + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, image);
        try
        {
            if (File.Exists(destination))
                File.Delete(destination);
            File.Move(temporary, destination);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}

/// <summary>
/// What a shared library for x86-64 Linux requires of the symbol versions of others, read as the loader reads it: from the program headers
/// and the dynamic table, not from the sections. Sources: System V gABI, chapters 4 and 5 (header, segments, relocations, dynamic table,
/// hash); Linux Standard Base 5.0 Core, 10.7 "Symbol Versioning" (Verneed, Vernaux, the table of symbols' versions).
/// </summary>
internal sealed class ElfVersionNeeds
{
    /// <summary>VER_FLG_WEAK: the loader goes on where the version is missing.</summary>
    internal const byte Weak = 2;

    private const ulong HeaderSize = 64, SegmentSize = 56, SectionSize = 64, DynamicSize = 16, RelocationSize = 24, NeedSize = 16;
    private const ulong SegmentLoad = 1, SegmentDynamic = 2;
    private const ulong PltRelSize = 2, StrTab = 5, Rela = 7, RelaSize = 8, RelaEntry = 9, StrSize = 10, Rel = 17, PltRel = 20, JmpRel = 23;
    private const ulong VerSym = 0x6ffffff0, VerNeed = 0x6ffffffe, VerNeedNum = 0x6fffffff;
    private const ulong IndexMask = 0x7fff; // The highest bit says "hidden".

    private readonly byte[] _image;
    private readonly List<(ulong Address, ulong Offset, ulong Size)> _loaded = [];
    private readonly Dictionary<ulong, ulong> _dynamic = [];
    private readonly List<(ulong Start, ulong End)> _read = [];

    private ElfVersionNeeds(byte[] image) => _image = image;

    /// <summary>Finds the one requirement of <paramref name="version"/> of <paramref name="library"/>.</summary>
    /// <returns>Where the byte with its flags is, which are 0; null where there is no such requirement, or a weak one.</returns>
    /// <exception cref="InvalidDataException">The file is not as expected, or uses a symbol of the version.</exception>
    internal static int? FindFlags(byte[] image, string library, string version)
    {
        var elf = new ElfVersionNeeds(image);
        elf.ReadHeader();
        if (!elf._dynamic.ContainsKey(VerNeed))
            return null;
        ulong? found = elf.FindRequirement(library, version);
        if (found is not ulong need)
            return null;
        elf.CheckNoRelocationUses(elf.Number(need + 6, 2), version);
        elf.CheckNothingOverlaps();
        ulong flags = elf.Number(need + 4, 2);
        Expect(flags is 0 or Weak, "flags of the requirement", "0 or 2", flags);
        return flags == Weak ? null : (int)(need + 4);
    }

    private void ReadHeader()
    {
        Claim(0, HeaderSize, "ELF header");
        Expect(Number(0, 4) == 0x464c457f, "magic number", "0x464c457f (ELF)", $"0x{Number(0, 4):x}");
        Expect(Number(4, 1) == 2, "class", "2 (64 bits)", Number(4, 1));
        Expect(Number(5, 1) == 1, "byte order", "1 (little-endian)", Number(5, 1));
        Expect(Number(6, 1) == 1 && Number(20, 4) == 1, "version of ELF", "1", $"{Number(6, 1)} and {Number(20, 4)}");
        Expect(Number(16, 2) == 3, "type of file", "3 (shared library)", Number(16, 2));
        Expect(Number(18, 2) == 62, "machine", "62 (x86-64)", Number(18, 2));
        ulong segments = Number(32, 8), sections = Number(40, 8), segmentCount = Number(56, 2), sectionCount = Number(60, 2);
        Expect(Number(52, 2) == HeaderSize && Number(54, 2) == SegmentSize && Number(58, 2) == SectionSize,
            "sizes of headers", "64, 56, 64", $"{Number(52, 2)}, {Number(54, 2)}, {Number(58, 2)}");
        Expect(segmentCount is > 0 and < 0xffff, "count of segments", "1 to 65534", segmentCount);
        // Nothing here reads the sections, but linkers write their headers last: a file that was cut shows.
        Expect(sectionCount > 0, "count of sections", "at least 1", sectionCount);
        Claim(sections, sectionCount * SectionSize, "section headers");
        Claim(segments, segmentCount * SegmentSize, "program headers");
        ReadSegments(segments, segmentCount);
    }

    private void ReadSegments(ulong segments, ulong count)
    {
        var tables = new List<(ulong Address, ulong Offset, ulong Size)>();
        for (ulong at = segments; at < segments + count * SegmentSize; at += SegmentSize)
        {
            var segment = (Address: Number(at + 16, 8), Offset: Number(at + 8, 8), Size: Number(at + 32, 8));
            ulong type = Number(at, 4);
            if (type is not (SegmentLoad or SegmentDynamic))
                continue;
            ExpectInFile(segment.Offset, segment.Size, "segment");
            Expect(segment.Address <= ulong.MaxValue - segment.Size, "segment", "addresses without overflow", $"0x{segment.Address:x}");
            (type == SegmentLoad ? _loaded : tables).Add(segment);
        }
        Expect(tables.Count == 1, "count of dynamic tables", "1", tables.Count);
        ulong offset = Locate(tables[0].Address, tables[0].Size, "dynamic table");
        Expect(offset == tables[0].Offset, "offset of the dynamic table", $"{tables[0].Offset}, as its segment says", offset);
        ReadDynamic(offset, tables[0].Size);
    }

    private void ReadDynamic(ulong offset, ulong size)
    {
        ulong at = offset;
        while (at + DynamicSize <= offset + size && Number(at, 8) != 0)
        {
            ulong tag = Number(at, 8);
            bool used = tag is PltRelSize or StrTab or Rela or RelaSize or RelaEntry or StrSize or Rel or PltRel or JmpRel
                or VerSym or VerNeed or VerNeedNum;
            Expect(!used || !_dynamic.ContainsKey(tag), "dynamic table", "each entry once", $"0x{tag:x} twice");
            _dynamic[tag] = Number(at + 8, 8);
            at += DynamicSize;
        }
        Expect(at + DynamicSize <= offset + size, "dynamic table", "an entry 0 at its end", "none");
    }

    // Two levels of chains: libraries, and of each the versions. Distances are never negative and counts are given, so no chain can loop.
    private ulong? FindRequirement(string library, string version)
    {
        var found = new List<ulong>();
        var indices = new List<ulong>();
        ulong need = Value(VerNeed);
        for (ulong needs = Count(Value(VerNeedNum)); needs > 0; needs--)
        {
            ulong at = Record(need);
            Expect(Number(at, 2) == 1, "version of a requirement", "1", Number(at, 2));
            bool wanted = IsText(Number(at + 4, 4), library);
            ulong entry = need + Number(at + 8, 4);
            for (ulong entries = Count(Number(at + 2, 2)); entries > 0; entries--)
            {
                ulong entryAt = Record(entry);
                indices.Add(Number(entryAt + 6, 2) & IndexMask);
                if (wanted && IsText(Number(entryAt + 8, 4), version))
                    found.Add(entryAt);
                entry += Distance(entryAt + 12, entries);
            }
            need += Distance(at + 12, needs);
        }
        if (found.Count == 0)
            return null;
        Expect(found.Count == 1, $"count of requirements of {version}", "1", found.Count);
        CheckIdentity(found[0], version, indices);
        return found[0];
    }

    private void CheckIdentity(ulong entry, string version, List<ulong> indices)
    {
        Expect(Number(entry, 4) == Hash(version), $"hash of {version}", $"0x{Hash(version):x}", $"0x{Number(entry, 4):x}");
        ulong index = Number(entry + 6, 2);
        Expect(index is > 1 and <= IndexMask && indices.Count(other => other == index) == 1, $"index of {version}",
            "2 to 32767 and no other's", index);
    }

    private ulong Record(ulong address)
    {
        ulong at = Locate(address, NeedSize, "requirement of a version");
        Claim(at, NeedSize, "requirement of a version");
        return at;
    }

    private static ulong Count(ulong count)
    {
        Expect(count > 0, "count of requirements", "at least 1", count);
        return count;
    }

    private ulong Distance(ulong field, ulong left)
    {
        ulong distance = Number(field, 4);
        Expect((left == 1) == (distance == 0), "chain of requirements", $"{left - 1} more", distance == 0 ? "its end" : "another");
        return distance;
    }

    private void CheckNoRelocationUses(ulong index, string version)
    {
        Expect(!_dynamic.ContainsKey(Rel), "relocations", "entries with addends (DT_RELA)", "DT_REL");
        ulong[] symbols = [.. Symbols(Rela, RelaSize, RelaEntry, RelocationSize), .. Symbols(JmpRel, PltRelSize, PltRel, Rela)];
        ulong size = 2 * (symbols.DefaultIfEmpty().Max() + 1);
        ulong versions = Locate(Value(VerSym), size, "versions of symbols");
        Claim(versions, size, "versions of symbols");
        ulong user = symbols.FirstOrDefault(symbol => symbol != 0 && (Number(versions + 2 * symbol, 2) & IndexMask) == index);
        Expect(user == 0, $"relocations that use a symbol of {version}", "none", $"one of symbol {user}");
    }

    // The symbols that a table of relocations uses; 0 is none. The table is there with its size and its kind, or not at all.
    private ulong[] Symbols(ulong table, ulong tableSize, ulong kind, ulong expectedKind)
    {
        if (!_dynamic.ContainsKey(table) && !_dynamic.ContainsKey(tableSize))
            return [];
        ulong size = Value(tableSize), start = Locate(Value(table), size, "relocations");
        Expect(Value(kind) == expectedKind, $"dynamic table, entry 0x{kind:x}", expectedKind, Value(kind));
        Expect(size % RelocationSize == 0, "size of relocations", $"a multiple of {RelocationSize}", size);
        Claim(start, size, "relocations");
        var symbols = new ulong[size / RelocationSize];
        for (int i = 0; i < symbols.Length; i++)
            symbols[i] = Number(start + (ulong)i * RelocationSize + 12, 4);
        return symbols;
    }

    private bool IsText(ulong offset, string text)
    {
        ulong table = Locate(Value(StrTab), Value(StrSize), "names"), size = Value(StrSize);
        Expect(offset < size, "offset of a name", $"less than {size}", offset);
        return (ulong)text.Length < size - offset
            && (text + "\0").Select((letter, i) => _image[(int)(table + offset) + i] == letter).All(same => same);
    }

    private ulong Value(ulong tag)
    {
        Expect(_dynamic.ContainsKey(tag), "dynamic table", $"an entry 0x{tag:x}", "none");
        return _dynamic[tag];
    }

    // Where in the file the bytes are that the loader puts at an address: in exactly one segment, all of them.
    private ulong Locate(ulong address, ulong size, string what)
    {
        (ulong Address, ulong Offset, ulong Size)[] homes =
            [.. _loaded.Where(
                segment => address >= segment.Address && size <= segment.Size && address - segment.Address <= segment.Size - size)];
        Expect(homes.Length == 1, what, $"0x{address:x} and the {size} bytes from there in one segment", $"{homes.Length} segments");
        return homes[0].Offset + (address - homes[0].Address);
    }

    private void Claim(ulong start, ulong size, string what)
    {
        ExpectInFile(start, size, what);
        _read.Add((start, start + size));
    }

    private void ExpectInFile(ulong start, ulong size, string what) =>
        Expect(start <= (ulong)_image.Length && size <= (ulong)_image.Length - start, what,
            $"an end within the file's {_image.Length} bytes", $"{size} bytes from {start}");

    private void CheckNothingOverlaps()
    {
        _read.Sort();
        for (int i = 1; i < _read.Count; i++)
            Expect(_read[i - 1].End <= _read[i].Start, "tables", "no overlap", $"one at {_read[i].Start}");
    }

    // Every caller has claimed or located the bytes.
    private ulong Number(ulong offset, int size)
    {
        ulong number = 0;
        for (int i = size - 1; i >= 0; i--)
            number = number << 8 | _image[(int)offset + i];
        return number;
    }

    private static ulong Hash(string text)
    {
        ulong hash = 0;
        foreach (char letter in text)
        {
            hash = (hash << 4) + letter;
            hash = (hash ^ (hash & 0xf0000000) >> 24) & 0x0fffffff;
        }
        return hash;
    }

    private static void Expect(bool holds, string what, object expected, object got)
    {
        if (!holds)
            throw new InvalidDataException($"{what}: expected {expected}, got {got}.");
    }
}
