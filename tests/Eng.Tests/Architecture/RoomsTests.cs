namespace SeNetMl.Eng.Tests.Architecture;

/// <summary>Each rule of <see cref="Rooms"/> finds its violation in a small house, and lets a good one pass.</summary>
public class RoomsTests
{
    private static readonly Rooms House = new("src/House/", "Cellar", "Hall/Stairs", "Hall", "Roof");

    private static readonly (string, string)[] Good =
    [
        ("src/House/Cellar/Coal.cs", "class Coal;"),
        ("src/House/Hall/Stairs/Step.cs", "class Step { Coal? coal; }"),
        ("src/House/Hall/Door.cs", "class Door { Step? step; Coal? coal; }"),
        ("src/House/Roof/Tile.cs", "class Tile { Door? door; Tile? next; }"),
    ];

    [Fact]
    public void ToTheRight_OnlyUsesToTheLeft_None() => Assert.Empty(House.ToTheRight(SmallHouse.Between(Good)));

    [Theory]
    [InlineData("src/House/Cellar/Pipe.cs", "\nclass Pipe { Tile? tile; }", 2, "Cellar", "Tile", "Roof")]
    [InlineData("src/House/Hall/Stairs/Rail.cs", "class Rail { object door = new Door(); }", 1, "Hall/Stairs", "Door..ctor, Door", "Hall")]
    public void ToTheRight_UseToTheRight_IsNamedWithItsLine(
        string path, string text, int line, string from, string symbols, string to) =>
        Assert.Equal(
            [$"{path}:{line}: expected nothing to the right of {from}, got {symbols} of {to}."],
            House.ToTheRight(SmallHouse.Between([.. Good, (path, text)])));

    [Fact]
    public void Circles_None_None() => Assert.Empty(House.Circles(SmallHouse.Between(Good)));

    [Fact]
    public void Circles_OfThreeRooms_IsNamedOnceWithAnArrowForEachSide() =>
        Assert.Equal(
            [
                "expected no circle, got Cellar → Roof (src/House/Cellar/Pipe.cs:1: Tile), Roof → Hall (src/House/Roof/Tile.cs:1: Door), " +
                "Hall → Cellar (src/House/Hall/Door.cs:1: Coal).",
            ],
            House.Circles(SmallHouse.Between([.. Good, ("src/House/Cellar/Pipe.cs", "class Pipe { Tile? tile; }")])));

    [Fact]
    public void Circles_OfARoomAndItsSubRoom_IsNamed() =>
        Assert.Equal(
            [
                "expected no circle, got Hall → Hall/Stairs (src/House/Hall/Door.cs:1: Step), " +
                "Hall/Stairs → Hall (src/House/Hall/Stairs/Rail.cs:1: Door).",
            ],
            House.Circles(SmallHouse.Between([.. Good, ("src/House/Hall/Stairs/Rail.cs", "class Rail { Door? door; }")])));

    [Fact]
    public void WithoutARoom_FolderThatIsNotListed_IsNamed()
    {
        Assert.Empty(House.WithoutARoom(Good.Select(file => file.Item1)));
        Assert.Equal(
            [
                "src/House/Hall/Shelf/Hat.cs: expected a folder of Cellar, Hall/Stairs, Hall, Roof, got Hall/Shelf.",
                "src/House/Key.cs: expected a folder of Cellar, Hall/Stairs, Hall, Roof, got the root.",
            ],
            House.WithoutARoom(["src/House/Hall/Shelf/Hat.cs", "src/House/Key.cs"]));
    }
}
