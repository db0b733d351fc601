using System.Runtime.CompilerServices;

namespace Microsoft.ML.SeNet.Tests;

/// <summary>What users see of the library is what is approved, and stands where they look for it.</summary>
public sealed class PublicSurfaceTests
{
    private const string Approved = "tests/Unit/PublicSurface.approved.txt";

    private static Type[] Types => [.. typeof(SeResNetTrainer).Assembly.GetExportedTypes()];

    [Fact]
    public void Surface_OfTheLibrary_IsTheApprovedOne()
    {
        var received = PublicSurface.Of(Types);
        var (approved, got) = (RepositoryRoot.Read(Approved).TrimEnd('\n').Split('\n'), received.TrimEnd('\n').Split('\n'));
        if (approved.SequenceEqual(got))
            return;
        var file = Path.Combine(AppContext.BaseDirectory, "PublicSurface.received.txt");
        File.WriteAllText(file, received);
        Assert.Fail(
            $"The public surface is not the approved one. If this is wanted, put it into {Approved} "
            + $"(cp {file} {Approved}) and say so in CHANGELOG.md:\n"
            + string.Join('\n', [.. Differences(approved, got, '-'), .. Differences(got, approved, '+')]));
    }

    [Fact]
    public void Types_OfTheLibrary_StandWhereUsersLookForThem()
    {
        var extensions = Types.Where(type => type.IsDefined(typeof(ExtensionAttribute), false)).ToHashSet();

        Assert.All(
            Types, type => Assert.Equal((type, extensions.Contains(type) ? "Microsoft.ML" : "Microsoft.ML.SeNet"), (type, type.Namespace)));
    }

    /// <summary>CS1591, which is an error here, sees that every member is documented.</summary>
    [Fact]
    public void Documentation_OfTheLibrary_IsAskedForByTheCompiler()
    {
        string[] settings =
            ["Directory.Build.props", "Directory.Build.targets", ".editorconfig", "src/Microsoft.ML.SeNet/Microsoft.ML.SeNet.csproj"];
        var sources = Directory.EnumerateFiles(
            Path.Combine(RepositoryRoot.Folder, "src/Microsoft.ML.SeNet"), "*.cs", SearchOption.AllDirectories);

        Assert.DoesNotContain(settings, file => RepositoryRoot.Read(file).Contains("1591", StringComparison.Ordinal));
        Assert.DoesNotContain(sources, file => File.ReadAllText(file).Contains("CS1591", StringComparison.Ordinal));
        Assert.Contains("<GenerateDocumentationFile>true<", RepositoryRoot.Read("Directory.Build.props"), StringComparison.Ordinal);
        Assert.Contains("<TreatWarningsAsErrors>true<", RepositoryRoot.Read("Directory.Build.props"), StringComparison.Ordinal);
    }

    /// <summary>Lines of one text that the other lacks, each with the type that it is in.</summary>
    private static IEnumerable<string> Differences(string[] lines, string[] others, char sign)
    {
        var (there, type) = (Members(others).ToHashSet(), "");
        foreach (var member in Members(lines))
            if (!there.Contains(member))
            {
                if (member.Type != type)
                    yield return $"  {type = member.Type}";
                yield return $"{sign} {member.Line}";
            }
    }

    /// <summary>The name in a type's head, such as "Microsoft.ML.SeNet.SeGate" in "public enum Microsoft.ML.SeNet.SeGate".</summary>
    private static string TypeOf(string head) => head.Split(" : ")[0].Split(' ')[^1];

    private static IEnumerable<(string Type, string Line)> Members(string[] lines)
    {
        var type = "";
        foreach (var line in lines.Where(line => line != ""))
            yield return (type = line.StartsWith(' ') ? type : TypeOf(line), line.Trim());
    }
}
