using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.ML.Data;

namespace SeNetMl.Compat.Tests.Images;

/// <summary>What the C++ of the picture shim says, against the rules of the border and the managed side of it.</summary>
public sealed partial class PictureSourceTests
{
    [GeneratedRegex(@"^PICTURES_EXPORT\s+(?<result>[\w\*]+)\s+(?<name>\w+)\([^)]*\)\s*\{\n(?<body>.*?)^\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Export();

    [Fact]
    public void Export_Each_CatchesEverything()
    {
        var exports = Export().Matches(Source());
        var bare = exports.Where(export => export.Groups["result"].Value != "char*" || !export.Groups["body"].Value.TrimStart().StartsWith("PICTURES_TRY({", StringComparison.Ordinal));

        Assert.Equal(Regex.Count(Source(), "^PICTURES_EXPORT", RegexOptions.Multiline), exports.Count);
        Assert.Equal(["pictures_free"], bare.Select(export => export.Groups["name"].Value));
    }

    [Fact]
    public void Export_Each_IsKnownToTheManagedSide()
    {
        var imported = typeof(PictureShim).GetMethods((BindingFlags)(-1)).Select(method => method.Name).Where(name => name.StartsWith("pictures_", StringComparison.Ordinal));

        Assert.Equal(Export().Matches(Source()).Select(export => export.Groups["name"].Value).Order(StringComparer.Ordinal), imported.Order(StringComparer.Ordinal));
    }

    private static string Source() => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "native", "pictures", "pictures.cpp"));
}
