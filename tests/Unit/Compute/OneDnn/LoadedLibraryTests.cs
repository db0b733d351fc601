using Microsoft.ML.SeNet.Compute.OneDnn;

namespace Microsoft.ML.SeNet.Tests.Compute.OneDnn;

public sealed class LoadedLibraryTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    private string Name => Path.GetFileName(_file);

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Find_OneBeginning_IsWhereItLies() => Assert.Equal(
        new LoadedLibrary(_file, 0x7f00_0000_1000),
        LoadedLibrary.Find([$"7f0000001000-7f0000002000 r-xp 00000000 fe:00 17    {_file}",
            $"7f0000003000-7f0000004000 rw-p 00001000 fe:00 17    {_file}", "7f00-7f01 rw-p 00000000 00:00 0"], Name));

    [Fact]
    public void Find_TwoBeginnings_IsNull() =>
        Assert.Null(LoadedLibrary.Find([$"1000-2000 r-xp 00000000 fe:00 17 {_file}", $"3000-4000 r-xp 00000000 fe:00 17 {_file}"], Name));

    [Theory]
    [InlineData("1000-2000 r-xp 00000000 fe:00 17 /nowhere/")] // the file is gone
    [InlineData("1000-2000 r-xp 00001000 fe:00 17 /tmp/")]
    [InlineData("")]
    [InlineData("10x0-2000 r-xp 00000000 fe:00 17 /tmp/")]
    [InlineData("1000 r-xp 00000000 fe:00 17 /tmp/")]
    public void Find_NoSuchLine_IsNull(string line) => Assert.Null(LoadedLibrary.Find([line + "libnone.so"], "libnone.so"));

    [Theory]
    [InlineData(0x2000ul, 0x1000ul, true)]
    [InlineData(0x2FF0ul, 16ul, true)]
    [InlineData(0x2FF0ul, 17ul, false)]
    [InlineData(0x1FFFul, 4ul, false)]
    [InlineData(0x5000ul, 4ul, false)] // may be read only
    [InlineData(0x9000ul, 4ul, false)]
    public void IsWritable_IsOfMemoryWithinOneWritableMapping(ulong address, ulong bytes, bool expected) =>
        Assert.Equal(
            expected, LoadedLibrary.IsWritable(["2000-3000 rw-p 00000000 00:00 0", "5000-6000 r--p 00000000 00:00 0"], address, bytes));
}
