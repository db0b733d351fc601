using System.Xml.Linq;

namespace SeNetMl.Package.Tests;

/// <summary>The versions of Directory.Packages.props.</summary>
internal static class PackageVersions
{
    private static readonly Dictionary<string, string> s_versions =
        XDocument.Load(Path.Combine(RepositoryRoot.Folder, "Directory.Packages.props"))
        .Descendants("PackageVersion")
        .ToDictionary(element => (string)element.Attribute("Include")!, element => (string)element.Attribute("Version")!);

    /// <summary>The version of one package.</summary>
    public static string Of(string package) => s_versions[package];
}
