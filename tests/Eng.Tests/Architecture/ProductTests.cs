using System.Text.RegularExpressions;

namespace SeNetMl.Eng.Tests.Architecture;

/// <summary>Holds the library's rooms against <see cref="Rooms"/>.</summary>
public partial class ProductTests
{
    private static readonly Rooms House = Rooms.OfProduct;
    private static readonly Lazy<IReadOnlyList<Arrow>> Arrows = new(() => Arrow.Between(Sources.OfProduct()));

    /// <summary>What the order is for: the network knows no engine, engines stand on what computes, Common uses nothing.</summary>
    [Theory]
    [InlineData("Common", "Compute/OneDnn")]
    [InlineData("Compute/Kernels", "Engines/Training")]
    [InlineData("Network", "Engines/Training")]
    [InlineData("Network", "Engines/Inference/Tiled")]
    [InlineData("Network", "Engines/Inference")]
    public void Order_Foundation_StandsLeftOfWhatStandsOnIt(string foundation, string above)
    {
        string[] order = [.. House.Order];

        Assert.Equal("Common", order[0]);
        Assert.InRange(Array.IndexOf(order, foundation), 0, Array.IndexOf(order, above) - 1);
    }

    [Fact]
    public void Page_ItsTable_HasTheRoomsInTheirOrder() =>
        Assert.Equal(
            House.Order.Select(room => $"`{room}/`"),
            RepositoryRoot.Read("docs/architecture.md").Split('\n')
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => line.Split('|')[1].Trim())
                .Where(cell => cell.EndsWith("/`", StringComparison.Ordinal)));

    /// <summary>Whatever type or member the journeys name, alone or as <c>Type.Member</c>, is in the product.</summary>
    [Fact]
    public void Page_ItsJourneys_NameWhatIsThere()
    {
        var page = RepositoryRoot.Read("docs/architecture.md");
        var from = page.IndexOf("## Three journeys", StringComparison.Ordinal);
        var journeys = page[from..page.IndexOf("\n## ", from + 1, StringComparison.Ordinal)];
        var code = string.Join('\n', HouseRules.FilesOfLibrary().Select(file => file.Text));
        string[] names = [.. Name().Matches(journeys).Select(match => match.Groups["name"].Value).Distinct()];

        Assert.NotEmpty(names);
        RepositoryTests.AssertNone(names.Except(["PredictionEngine"]).Where(name => !IsIn(code, name))
            .Select(name => $"docs/architecture.md: expected a type or member of the product, got `{name}`."));
    }

    private static bool IsIn(string code, string name) => name.Split('.') is [var type, .. var members]
        && Regex.IsMatch(code, $@"\b(class|record|struct|interface|enum)\s+(struct\s+)?{type}\b|\b{type}\(")
        && members.All(member => Regex.IsMatch(code, $@"\b{member}\s*[(<]"));

    [GeneratedRegex("`(?<name>[A-Z]\\w+(\\.[A-Z]\\w+)*)`")]
    private static partial Regex Name();

    [Fact]
    public void Files_OfProduct_StandInARoom() =>
        RepositoryTests.AssertNone(House.WithoutARoom(HouseRules.FilesOfLibrary().Select(file => file.Path)));

    [Fact]
    public void Rooms_OfProduct_UseOnlyThoseToTheirLeft() => RepositoryTests.AssertNone(House.ToTheRight(Arrows.Value));

    [Fact]
    public void Rooms_OfProduct_MakeNoCircle() => RepositoryTests.AssertNone(House.Circles(Arrows.Value));
}
