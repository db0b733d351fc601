using System.Text;
using System.Xml.Linq;

namespace SeNetMl.Package.Tests;

/// <summary>What is in the package: all of it is listed here, so nothing comes in or falls out unseen.</summary>
[Collection(PackageCollection.Name)]
public class PackageContentTests(PackedLibrary package)
{
    private const string Assembly = "lib/net10.0/Microsoft.ML.SeNet.dll";

    [Fact]
    public void Entries_OfThePackage_AreThese()
    {
        string[] expected =
        [
            "README.md",
            "SeNetMl.nuspec",
            "buildTransitive/LibtorchCheck.targets",
            "buildTransitive/SeNetMl.targets",
            "buildTransitive/WeakSymbolVersion.cs",
            "icon.png",
            "lib/net10.0/Microsoft.ML.SeNet.dll",
            "lib/net10.0/Microsoft.ML.SeNet.xml",
        ];
        Assert.Equal(expected, package.Entries("nupkg"));
    }

    [Fact]
    public void Entries_OfTheSymbols_AreThese() =>
        Assert.Equal(["SeNetMl.nuspec", "lib/net10.0/Microsoft.ML.SeNet.pdb"], package.Entries("snupkg"));

    [Fact]
    public void Nuspec_Values_AreThese()
    {
        string[] expected =
        [
            "id: SeNetMl",
            $"version: {package.Version}",
            "title: SeNetMl: Squeeze-and-Excitation networks for ML.NET",
            "authors: SeNetMl contributors",
            "license: MIT",
            "icon: icon.png",
            "readme: README.md",
            "tags: ml.net mlnet torchsharp squeeze-and-excitation senet resnet image-classification deep-learning",
        ];
        Assert.Equal(expected,
            Metadata().Where(element => Told(element.Name.LocalName)).Select(element => $"{element.Name.LocalName}: {element.Value}"));
    }

    // TorchSharp, and no package with libtorch. SkiaSharp in the version that feeds have:
    // ML.NET asks for an older one than some carry (NU1603).
    [Fact]
    public void Nuspec_Dependencies_AreTheProjectsReferencesInTheirVersions()
    {
        string[] packages =
        [
            "Google.Protobuf", "Microsoft.ML", "Microsoft.ML.ImageAnalytics", "Microsoft.ML.TorchSharp", "SkiaSharp",
            "SkiaSharp.NativeAssets.Linux.NoDependencies",
            "TorchSharp",
        ];
        XElement group = Metadata().Single(element => element.Name.LocalName == "dependencies").Elements().Single();

        Assert.Equal("net10.0", (string?)group.Attribute("targetFramework"));
        Assert.Equal(
            packages.Select(id => $"{id} {PackageVersions.Of(id)}"),
            group.Elements().Select(element => $"{(string?)element.Attribute("id")} {(string?)element.Attribute("version")}"));
    }

    [Fact]
    public void Readme_InThePackage_IsItsOwn() => Assert.Equal(PackageReadme.Text, Encoding.UTF8.GetString(package.Read("README.md")));

    // Big-endian width and height, 16 bytes into a PNG file.
    [Fact]
    public void Icon_InThePackage_IsAPictureOf128By128() =>
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 0, 0, 0, 128, 0, 0, 0, 128], Head(package.Read("icon.png")));

    [SkippableFact]
    public void Assembly_OfARelease_TellsNoFolderOfTheMachineThatBuiltIt()
    {
        Skip.If(PackedLibrary.Configuration != "Release", "In a debug build the debugger follows these folders.");

        Assert.DoesNotContain(RepositoryRoot.Folder, Encoding.Latin1.GetString(package.Read(Assembly)), StringComparison.Ordinal);
    }

    private IEnumerable<XElement> Metadata() =>
        XDocument.Load(new MemoryStream(package.Read("SeNetMl.nuspec"))).Root!.Elements().Single().Elements();

    // The rest: the description, said in one place; the dependencies, in a test of their own;
    // what NuGet derives from the licence, and the commit.
    private static bool Told(string name) => name is not ("description" or "dependencies" or "licenseUrl" or "repository");

    private static byte[] Head(byte[] png) => [.. png[..4], .. png[16..24]];
}
