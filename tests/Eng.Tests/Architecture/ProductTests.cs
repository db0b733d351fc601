namespace SeNetMl.Eng.Tests.Architecture;

/// <summary>Holds the library's rooms against <see cref="Rooms"/>.</summary>
public class ProductTests
{
    private static readonly Rooms House = Rooms.OfProduct;
    private static readonly Lazy<IReadOnlyList<Arrow>> Arrows = new(() => Arrow.Between(Sources.OfProduct()));

    [Fact]
    public void Files_OfProduct_StandInARoom() =>
        RepositoryTests.AssertNone(House.WithoutARoom(HouseRules.FilesOfLibrary().Select(file => file.Path)));

    [Fact]
    public void Rooms_OfProduct_UseOnlyThoseToTheirLeft() => RepositoryTests.AssertNone(House.ToTheRight(Arrows.Value));

    [Fact]
    public void Rooms_OfProduct_MakeNoCircle() => RepositoryTests.AssertNone(House.Circles(Arrows.Value));
}
