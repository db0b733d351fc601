using Microsoft.ML.SeNet.Compute.OneDnn;

namespace Microsoft.ML.SeNet.Tests.Compute.OneDnn;

public class ElfFileTests
{
    private static readonly byte[] s_file = SmallElf.Of(
        locals: 4, ("cpu_", ElfFile.Variable, 1, 0x2030, 144), ("cpu_", ElfFile.Variable, 1, 0x3000, 8),
        ("set", ElfFile.Function, 1, 0x1100, 20), ("cpu_2", ElfFile.Variable, 1, 0x4000, 144));

    [Theory]
    [InlineData("cpu_", ElfFile.Variable, 144ul, 0x2030ul)]
    [InlineData("cpu_", ElfFile.Variable, 8ul, 0x3000ul)]
    [InlineData("set", ElfFile.Function, 20ul, 0x1100ul)]
    public void FindLocal_OneOfThatNameTypeAndSize_IsItsAddress(string name, int type, ulong bytes, ulong expected) =>
        Assert.Equal(expected, Open(s_file).FindLocal(name, type, bytes));

    [Theory]
    [InlineData("cpu", ElfFile.Variable, 144ul)] // the beginning of a name
    [InlineData("pu_", ElfFile.Variable, 144ul)] // its end
    [InlineData("cpu_", ElfFile.Variable, 145ul)]
    [InlineData("cpu_", ElfFile.Function, 144ul)]
    [InlineData("set", ElfFile.Variable, 20ul)]
    [InlineData("cpu_2", ElfFile.Variable, 144ul)] // behind the local ones
    public void FindLocal_NoneOfThatNameTypeAndSize_IsNull(string name, int type, ulong bytes) =>
        Assert.Null(Open(s_file).FindLocal(name, type, bytes));

    [Fact]
    public void FindLocal_TwoAlike_IsNull() =>
        Assert.Null(
            Open(SmallElf.Of(3, ("a", ElfFile.Variable, 1, 1, 8), ("a", ElfFile.Variable, 1, 2, 8))).FindLocal("a", ElfFile.Variable, 8));

    [Fact]
    public void FindLocal_DefinedElsewhere_IsNull() =>
        Assert.Null(Open(SmallElf.Of(2, ("a", ElfFile.Variable, 0, 1, 8))).FindLocal("a", ElfFile.Variable, 8));

    [Fact]
    public void FindLocal_BehindMoreThanAreReadAtOnce_IsFound()
    {
        var symbols = Enumerable.Range(0, 5000).Select(i => ($"s{i}", (byte)ElfFile.Variable, (ushort)1, (ulong)i, 16ul)).ToArray();

        Assert.Equal(4999ul, Open(SmallElf.Of(5001, symbols)).FindLocal("s4999", ElfFile.Variable, 16));
    }

    [Fact]
    public void FirstAddress_IsThatOfTheFilesBeginning() => Assert.Equal(SmallElf.LoadedAt, Open(s_file).FirstAddress);

    [Fact]
    public void Constructor_NoLibrary_SaysSo() =>
        Assert.Equal("Expected a 64-bit little-endian shared library, got another file.",
            Assert.Throws<InvalidDataException>(() => Open(new byte[SmallElf.HeaderBytes])).Message);

    [Fact]
    public void Constructor_ShorterThanItsHeader_SaysSo() =>
        Assert.Equal("Expected the header, 64 bytes from 0, got a file of 3 bytes.",
            Assert.Throws<InvalidDataException>(() => Open([1, 2, 3])).Message);

    [Fact]
    public void FindLocal_CutAnywhere_ThrowsInvalidDataOrFindsNothing()
    {
        for (var length = 0; length < s_file.Length; length++)
        {
            var cut = s_file[..length];
            try
            {
                var found = Open(cut).FindLocal("cpu_", ElfFile.Variable, 144);
                Assert.True(found is null or 0x2030, $"{length}: {found}");
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Fact]
    public void FindLocal_AnyByteChanged_ThrowsNothingButInvalidData()
    {
        foreach (var value in (byte[])[0, 1, 0x7F, 0xFF])
        {
            for (var at = 0; at < s_file.Length; at++)
            {
                var changed = s_file.ToArray();
                changed[at] = value;
                if (Record.Exception(() => Open(changed).FindLocal("cpu_", ElfFile.Variable, 144)) is { } e)
                    Assert.IsType<InvalidDataException>(e);
            }
        }
    }

    private static ElfFile Open(byte[] file) => new(new MemoryStream(file));
}
