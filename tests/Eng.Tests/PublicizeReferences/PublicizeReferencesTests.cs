using Microsoft.Build.Utilities;
using Sut = SeNetMl.Eng.PublicizeReferences;

namespace SeNetMl.Eng.Tests.PublicizeReferences;

/// <summary>Publicises <see cref="TinyAssembly"/> and reads its metadata back.</summary>
public sealed class PublicizeReferencesTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("Tiny.Hidden", "NotPublic", "Public")]
    [InlineData("Tiny.Open", "Public", "Public")]
    [InlineData("NestedPrivate", "NestedPrivate", "NestedPrivate")]
    [InlineData("NestedFamANDAssem", "NestedFamANDAssem", "NestedPublic")]
    [InlineData("NestedAssembly", "NestedAssembly", "NestedPublic")]
    [InlineData("NestedFamily", "NestedFamily", "NestedFamily")]
    [InlineData("NestedFamORAssem", "NestedFamORAssem", "NestedPublic")]
    [InlineData("NestedPublic", "NestedPublic", "NestedPublic")]
    public void Publicize_Type_OpensInternalsOnly(string name, string before, string after) => AssertBecomes(name, before, after);

    [Theory]
    [InlineData("Private", "Private")]
    [InlineData("FamANDAssem", "Public")]
    [InlineData("Assembly", "Public")]
    [InlineData("Family", "Family")]
    [InlineData("FamORAssem", "Public")]
    [InlineData("Public", "Public")]
    public void Publicize_FieldOrMethod_OpensInternalsOnly(string before, string after)
    {
        AssertBecomes("Open.field" + before, before, after);
        AssertBecomes("Open.Method" + before, before, after);
    }

    [Theory]
    [InlineData("Open.get_Size", "Assembly", "Public")]
    [InlineData("Open.set_Size", "Private", "Private")]
    [InlineData("Open.add_Told", "Assembly", "Public")]
    [InlineData("Open.remove_Told", "Assembly", "Public")]
    public void Publicize_PropertyOrEvent_OpensInternalAccessorsOnly(string name, string before, string after) =>
        AssertBecomes(name, before, after);

    [Theory]
    [InlineData("Open.Told", "Private")]
    [InlineData("Open.Asked", "Assembly")]
    public void Publicize_FieldBehindEvent_StaysAsItIs(string name, string visibility) => AssertBecomes(name, visibility, visibility);

    [Theory]
    [InlineData("<Module>")]
    [InlineData("System.Runtime.CompilerServices.IsExternalInit")]
    public void Publicize_TypeForTheCompilerOnly_StaysAsItIs(string name) => AssertBecomes(name, "NotPublic", "NotPublic");

    [Fact]
    public void Publicize_Image_ChangesOneByteForEachOpenedRow()
    {
        byte[] original = TinyAssembly.Build(), image = [.. original];

        Sut.Publicize(image);

        Dictionary<string, string> before = TinyAssembly.Visibilities(original), after = TinyAssembly.Visibilities(image);
        // One type; of nested types, fields and methods three each; a getter and the accessors of two events.
        Assert.Equal(1 + 3 * 3 + 1 + 2 * 2, before.Count(pair => after[pair.Key] != pair.Value));
        Assert.Equal(1 + 3 * 3 + 1 + 2 * 2, original.Zip(image).Count(pair => pair.First != pair.Second));
    }

    [Fact]
    public void Publicize_Truncated_Throws()
    {
        byte[] original = TinyAssembly.Build();

        for (int length = 0; length < original.Length / 2; length += 16)
            Assert.Throws<BadImageFormatException>(() => Sut.Publicize(original[..length]));
    }

    [Fact]
    public void WriteCopy_Assembly_LeavesTheOriginalAlone()
    {
        byte[] original = TinyAssembly.Build();
        string source = _directory["Tiny.dll"], destination = _directory["obj/publicized/Tiny.dll"];
        File.WriteAllBytes(source, original);

        Assert.Null(Sut.WriteCopy(source, destination));
        Assert.Null(Sut.WriteCopy(source, destination));

        Assert.Equal(original, File.ReadAllBytes(source));
        Assert.Equal("Public", TinyAssembly.Visibilities(File.ReadAllBytes(destination))["Tiny.Hidden"]);
        Assert.Equal([destination], Directory.GetFiles(_directory["obj/publicized"]));
    }

    [Fact]
    public void WriteCopy_NoAssembly_SaysSoAndWritesNothing()
    {
        string source = _directory.Write("readme.dll", "This is a text of some length, but no assembly at all, however long one makes it.");

        string? fault = Sut.WriteCopy(source, _directory["copy.dll"]);

        Assert.Equal($"PublicizeReferences: expected a .NET assembly to copy, got '{source}', which is none (Unknown file format.)", fault);
        Assert.False(File.Exists(_directory["copy.dll"]));
    }

    [Fact]
    public void WriteCopy_MissingFile_SaysSo() =>
        Assert.Equal(
            $"PublicizeReferences: expected a .NET assembly to copy, got '{_directory["gone.dll"]}', which does not exist.",
            Sut.WriteCopy(_directory["gone.dll"], _directory["copy.dll"]));

    [Fact]
    public void WriteCopy_OntoItself_SaysSo() =>
        Assert.Equal(
            $"PublicizeReferences: expected a destination apart from the source, got '{_directory["a.dll"]}' for both.",
            Sut.WriteCopy(_directory["a.dll"], _directory["x/../a.dll"].Replace("x/../", "./", StringComparison.Ordinal)));

    [Fact]
    public void Execute_TwoBadSources_LogsBoth()
    {
        var engine = new RecordingBuildEngine();
        var sut = new Sut
        {
            BuildEngine = engine,
            Sources = [new TaskItem("/gone/a.dll"), new TaskItem("/gone/b.dll")],
            Destinations = [new TaskItem(_directory["a.dll"]), new TaskItem(_directory["b.dll"])],
        };

        Assert.False(sut.Execute());

        Assert.Equal(
            [
                "PublicizeReferences: expected a .NET assembly to copy, got '/gone/a.dll', which does not exist.",
                "PublicizeReferences: expected a .NET assembly to copy, got '/gone/b.dll', which does not exist.",
            ],
            engine.Errors);
    }

    [Fact]
    public void Execute_DestinationMissing_LogsTheCounts()
    {
        var engine = new RecordingBuildEngine();
        var sut = new Sut { BuildEngine = engine, Sources = [new TaskItem("a.dll")] };

        Assert.False(sut.Execute());

        Assert.Equal(["PublicizeReferences: expected one destination for each source, got 1 sources and 0 destinations."], engine.Errors);
    }

    private static void AssertBecomes(string name, string before, string after)
    {
        byte[] image = TinyAssembly.Build();
        Assert.Equal(before, TinyAssembly.Visibilities(image)[name]);

        Sut.Publicize(image);

        Assert.Equal(after, TinyAssembly.Visibilities(image)[name]);
    }
}
