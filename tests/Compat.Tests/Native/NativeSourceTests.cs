using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchSharp.Native;

namespace SeNetMl.Compat.Tests.Native;

/// <summary>What the C++ says, read from its source, against the rules of the border and the managed side of it.</summary>
public sealed partial class NativeSourceTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "native");

    private static string Sources() => string.Join('\n', Directory.GetFiles(s_folder, "*.cpp").Select(File.ReadAllText));

    [GeneratedRegex(@"^SHIM_EXPORT\s+(?<result>[\w\*]+\*?)\s+(?<name>\w+)\((?<parameters>[^)]*)\)\s*\{\n(?<body>.*?)^\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Export();

    [Fact]
    public void Export_Each_CatchesEverything()
    {
        var exports = Export().Matches(Sources());
        Assert.Equal(Regex.Count(Sources(), "^SHIM_EXPORT", RegexOptions.Multiline), exports.Count);
        Assert.True(exports.Count > 30);
        var bare = exports.Where(export => !IsGuarded(export)).Select(export => export.Groups["name"].Value);
        Assert.Equal(["shim_free"], bare);
    }

    private static bool IsGuarded(Match export)
    {
        var body = export.Groups["body"].Value.Trim();
        return export.Groups["result"].Value == "char*"
            && body.StartsWith("SHIM_TRY(", StringComparison.Ordinal) && body.EndsWith(");", StringComparison.Ordinal)
            && Regex.Count(body, "SHIM_TRY") == 1 && Regex.Count(body, "^    SHIM_TRY|^    [^ ]", RegexOptions.Multiline) <= 2;
    }

    [Fact]
    public void Export_Each_IsKnownToTheManagedSide()
    {
        var exported = Export().Matches(Sources()).Select(export => export.Groups["name"].Value).Except(["shim_test_throw"]);
        var imported = typeof(Operator).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods((System.Reflection.BindingFlags)(-1)))
            .Select(method => method.Name)
            .Where(name => name.StartsWith("shim_", StringComparison.Ordinal) && name != "shim_clear_grad"); // another name for shim_set_grad
        Assert.Equal(exported.Order(StringComparer.Ordinal), imported.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Tag_HasTheSameNumbers()
    {
        var header = File.ReadAllText(Path.Combine(s_folder, "shim.h"));
        var list = Regex.Match(header, @"enum class Tag : int32_t \{(?<items>[^}]*)\}").Groups["items"].Value;
        var native = Regex.Matches(list, @"(\w+) = (\d+)").ToDictionary(item => item.Groups[1].Value, item => int.Parse(item.Groups[2].Value));
        Assert.Equal(Enum.GetValues<Tag>().ToDictionary(tag => tag.ToString(), tag => (int)tag), native);
    }

    [Fact]
    public unsafe void Value_HasTheLayoutOfTheHeader()
    {
        Assert.Equal(16, sizeof(NativeValue));
        Assert.Equal([0, 4, 8, 8, 8], new[] { "Tag", "Count", "Integer", "Real", "Pointer" }.Select(Offset<NativeValue>));
    }

    [Fact]
    public unsafe void TensorFacts_HasTheLayoutOfTheHeader()
    {
        var source = File.ReadAllText(Path.Combine(s_folder, "shim.h"));
        var fields = Regex.Match(source, @"struct TensorFacts \{(?<fields>[^}]*)\}").Groups["fields"].Value;
        var offset = 0;
        foreach (Match field in Regex.Matches(fields, @"(?<type>void\*|int64_t|int32_t) (?<name>\w+);"))
        {
            var managed = string.Concat(field.Groups["name"].Value.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
            Assert.Equal((managed, offset), (managed, Offset<TensorFacts>(managed)));
            offset += field.Groups["type"].Value == "int32_t" ? 4 : 8;
        }
        Assert.Equal(48, offset);
        Assert.Equal(48, sizeof(TensorFacts));
    }

    private static int Offset<T>(string field) => (int)Marshal.OffsetOf<T>(field);
}
