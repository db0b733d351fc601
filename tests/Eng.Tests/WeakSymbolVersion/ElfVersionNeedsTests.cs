using SeNetMl.Build;

namespace SeNetMl.Eng.Tests.WeakSymbolVersion;

/// <summary>What the reader finds in <see cref="TinyElf"/>, and that anything unexpected is said and changes nothing.</summary>
public class ElfVersionNeedsTests
{
    private readonly TinyElf _elf = new();

    [Fact]
    public void FindFlags_UnusedRequirement_IsFound() => Assert.Equal(_elf["GLIBCXX_3.4.32 flags"], Find(_elf.Image));

    [Fact]
    public void FindFlags_WeakRequirement_FindsNone() => Assert.Null(Find(_elf.With("GLIBCXX_3.4.32 flags", 2)));

    [Theory]
    [InlineData("GLIBCXX_3.4.3")]
    [InlineData("GLIBCXX_3.4.322")]
    public void FindFlags_OtherVersion_FindsNone(string version) => Assert.Null(Find(new TinyElf(version).Image));

    [Fact]
    public void FindFlags_VersionOfOtherLibrary_FindsNone() =>
        Assert.Null(ElfVersionNeeds.FindFlags(_elf.Image, "libc.so.6", "GLIBCXX_3.4.32"));

    [Fact]
    public void FindFlags_NoRequirementsAtAll_FindsNone() => Assert.Null(Find(_elf.With("tag 6ffffffe", 1)));

    [Fact]
    public void FindFlags_NoRelocations_IsFound() =>
        Assert.Equal(new TinyElf(relocations: [])["GLIBCXX_3.4.32 flags"], Find(new TinyElf(relocations: []).Image));

    [Theory]
    [InlineData("magic", 0x464c457e, "magic number: expected 0x464c457f (ELF), got 0x464c457e.")]
    [InlineData("class", 1, "class: expected 2 (64 bits), got 1.")]
    [InlineData("order", 2, "byte order: expected 1 (little-endian), got 2.")]
    [InlineData("format", 2, "version of ELF: expected 1, got 2 and 1.")]
    [InlineData("version", 0, "version of ELF: expected 1, got 1 and 0.")]
    [InlineData("type", 2, "type of file: expected 3 (shared library), got 2.")]
    [InlineData("machine", 183, "machine: expected 62 (x86-64), got 183.")]
    [InlineData("segment size", 32, "sizes of headers: expected 64, 56, 64, got 64, 32, 64.")]
    [InlineData("segment count", 0, "count of segments: expected 1 to 65534, got 0.")]
    [InlineData("segment count", 1, "count of dynamic tables: expected 1, got 0.")]
    [InlineData("section count", 0, "count of sections: expected at least 1, got 0.")]
    [InlineData("section count", 4, "section headers: expected an end within the file's 917 bytes, got 256 bytes from 725.")]
    [InlineData(
        "section headers", -1, "section headers: expected an end within the file's 917 bytes, got 192 bytes from 18446744073709551615.")]
    [InlineData("program headers", 900, "program headers: expected an end within the file's 917 bytes, got 112 bytes from 900.")]
    [InlineData("loaded size", 2000, "segment: expected an end within the file's 917 bytes, got 2000 bytes from 0.")]
    [InlineData("loaded address", -1, "segment: expected addresses without overflow, got 0xffffffffffffffff.")]
    [InlineData("dynamic address", 0x1100, "offset of the dynamic table: expected 501, as its segment says, got 256.")]
    [InlineData("dynamic size", 16, "dynamic table: expected an entry 0 at its end, got none.")]
    public void FindFlags_UnexpectedHeader_Throws(string place, long value, string message) =>
        AssertThrows(message, _elf.With(place, value));

    [Theory]
    [InlineData("tag 5", 10, "dynamic table: expected each entry once, got 0xa twice.")]
    [InlineData("tag 5", 1, "dynamic table: expected an entry 0x5, got none.")]
    [InlineData("tag a", 1, "dynamic table: expected an entry 0xa, got none.")]
    [InlineData("tag 6fffffff", 1, "dynamic table: expected an entry 0x6fffffff, got none.")]
    [InlineData("tag 6ffffff0", 1, "dynamic table: expected an entry 0x6ffffff0, got none.")]
    [InlineData("tag 7", 1, "dynamic table: expected an entry 0x7, got none.")]
    [InlineData("tag 8", 1, "dynamic table: expected an entry 0x8, got none.")]
    [InlineData("tag 2", 1, "dynamic table: expected an entry 0x2, got none.")]
    [InlineData("tag 1", 17, "relocations: expected entries with addends (DT_RELA), got DT_REL.")]
    [InlineData("value 14", 17, "dynamic table, entry 0x14: expected 7, got 17.")]
    [InlineData("value 9", 16, "dynamic table, entry 0x9: expected 24, got 16.")]
    [InlineData("value 8", 95, "size of relocations: expected a multiple of 24, got 95.")]
    [InlineData("value 7", 0x1008, "tables: expected no overlap, got one at 8.")]
    [InlineData(
        "value 6ffffff0", 0x2000, "versions of symbols: expected 0x2000 and the 10 bytes from there in one segment, got 0 segments.")]
    [InlineData("relocation of symbol 4", 0xffffffff,
        "versions of symbols: expected 0x10b0 and the 8589934592 bytes from there in one segment, got 0 segments.")]
    public void FindFlags_UnexpectedDynamicTable_Throws(string place, long value, string message) =>
        AssertThrows(message, _elf.With(place, value));

    [Theory]
    [InlineData("libc.so.6 structure", 2, "version of a requirement: expected 1, got 2.")]
    [InlineData("libc.so.6 count", 0, "count of requirements: expected at least 1, got 0.")]
    [InlineData("libc.so.6 count", 2, "chain of requirements: expected 1 more, got its end.")]
    [InlineData("libstdc++.so.6 count", 2, "chain of requirements: expected 0 more, got another.")]
    [InlineData("libstdc++.so.6 count", 0xffff, "chain of requirements: expected 65532 more, got its end.")]
    [InlineData("libstdc++.so.6 next", 32, "chain of requirements: expected 0 more, got another.")]
    [InlineData("value 6fffffff", 0, "count of requirements: expected at least 1, got 0.")]
    [InlineData("value 6fffffff", -1, "chain of requirements: expected 18446744073709551613 more, got its end.")]
    [InlineData("libstdc++.so.6 first", 0xffffffff,
        "requirement of a version: expected 0x1000010d9 and the 16 bytes from there in one segment, got 0 segments.")]
    [InlineData("libstdc++.so.6 name", 0xffff, "offset of a name: expected less than 75, got 65535.")]
    [InlineData("GLIBCXX_3.4.32 hash", 1, "hash of GLIBCXX_3.4.32: expected 0x297f842, got 0x1.")]
    [InlineData("GLIBCXX_3.4.32 flags", 1, "flags of the requirement: expected 0 or 2, got 1.")]
    [InlineData("GLIBCXX_3.4.32 index", 1, "index of GLIBCXX_3.4.32: expected 2 to 32767 and no other's, got 1.")]
    [InlineData("GLIBCXX_3.4.32 index", 3, "index of GLIBCXX_3.4.32: expected 2 to 32767 and no other's, got 3.")]
    [InlineData("GLIBCXX_3.4.32 index", 0x8004, "index of GLIBCXX_3.4.32: expected 2 to 32767 and no other's, got 32772.")]
    public void FindFlags_UnexpectedRequirement_Throws(string place, long value, string message) =>
        AssertThrows(message, _elf.With(place, value));

    [Fact]
    public void FindFlags_TwoSuchRequirements_Throws()
    {
        long name = BitConverter.ToUInt32(_elf.Image, _elf["GLIBCXX_3.4.32 name"]);

        AssertThrows("count of requirements of GLIBCXX_3.4.32: expected 1, got 2.", _elf.With("CXXABI_1.3 name", name));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(0x8003)]
    public void FindFlags_SymbolInUse_Throws(int relocated)
    {
        string message = "relocations that use a symbol of GLIBCXX_3.4.32: expected none, got one of symbol 3.";

        AssertThrows(message, new TinyElf(relocations: [1, 3]).Image);
        // Bit 15 of a symbol's version means hidden and does not take it out of the requirement.
        AssertThrows(message.Replace("symbol 3", "symbol 4", StringComparison.Ordinal), _elf.With("version of symbol 5", relocated + 1));
    }

    [Fact]
    public void FindFlags_FileCutAnywhere_ThrowsOrFindsNone()
    {
        for (int length = 0; length < _elf.Image.Length; length++)
            Assert.Throws<InvalidDataException>(() => Find(_elf.Image[..length]));
    }

    private static int? Find(byte[] image) => ElfVersionNeeds.FindFlags(image, "libstdc++.so.6", "GLIBCXX_3.4.32");

    private static void AssertThrows(string message, byte[] image) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => Find(image)).Message);
}
