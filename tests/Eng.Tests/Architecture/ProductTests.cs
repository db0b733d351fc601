namespace SeNetMl.Eng.Tests.Architecture;

/// <summary>Holds the library's rooms against <see cref="Rooms"/>.</summary>
public class ProductTests
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
                .Select(line => line.Split('|')[1].Trim()));

    [Fact]
    public void Files_OfProduct_StandInARoom() =>
        RepositoryTests.AssertNone(House.WithoutARoom(HouseRules.FilesOfLibrary().Select(file => file.Path)));

    [Fact]
    public void Rooms_OfProduct_UseOnlyThoseToTheirLeft() => RepositoryTests.AssertNone(House.ToTheRight(Arrows.Value));

    [Fact]
    public void Rooms_OfProduct_MakeNoCircle() => RepositoryTests.AssertNone(House.Circles(Arrows.Value));
}
