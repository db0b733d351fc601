using static SeNetMl.Eng.Tests.Architecture.SmallHouse;

namespace SeNetMl.Eng.Tests.Architecture;

/// <summary>What counts as a use of another file, and what does not.</summary>
public class ArrowTests
{
    private const string Left = """
        namespace House.Left;
        [AttributeUsage(AttributeTargets.All)]
        public sealed class NoteAttribute : Attribute;
        public class Table(int legs)
        {
            public int Legs => legs;
            public static Table operator +(Table a, Table b) => a;
            public static implicit operator int(Table table) => table.Legs;
            public class Drawer;
        }
        public record Chair(int Legs);
        public static class Extensions
        {
            public static int Twice(this int number) => 2 * number;
            public static Table Make() => new(4);
        }
        """;

    [Theory]
    [InlineData("class A { Table? table; }", "Table")]
    [InlineData("class A : Table { A() : base(3) { } }", "Table", "Table..ctor")]
    [InlineData("class A() : Table(3);", "Table..ctor", "Table")]
    [InlineData("class A { Table.Drawer? drawer; }", "Drawer", "Table")]
    [InlineData("class A { List<Table[]> tables = []; }", "Table")]
    [InlineData("[Note] class A;", "NoteAttribute..ctor")]
    [InlineData("class A { int number = 1.Twice(); }", "Extensions.Twice")]
    [InlineData("class A { object made = nameof(Chair.Legs); }", "Chair.Legs", "Chair")]
    [InlineData("class A { object made = Make(); }", "Extensions.Make")]
    [InlineData("class A { object made = Make() + Make(); }", "Table.op_Addition", "Extensions.Make")]
    [InlineData("class A { void Do() { var made = Make(); } }", "Table", "Extensions.Make")]
    [InlineData("class A { B? alias; }", "Table")]
    [InlineData("class A { bool Is(object o) => o is Chair { Legs: 3 }; }", "Chair", "Chair.Legs")]
    public void Between_Use_IsAnArrowWithItsLine(string use, params string[] symbols)
    {
        const string Head = "using House.Left;\nusing static House.Left.Extensions;\nusing B = House.Left.Table;\nnamespace House.Right;\n";

        Arrow[] found = [.. Between(("Left.cs", Left), ("Right.cs", Head + use)).Where(arrow => arrow.Line > 3)];

        Assert.Equal(symbols.Order(), found.Select(arrow => arrow.Symbol).Order());
        Assert.All(found, arrow => Assert.Equal(("Right.cs", 5, "Left.cs"), (arrow.From, arrow.Line, arrow.To)));
    }

    [Theory]
    [InlineData("using House.Left;\nclass A { Drawn? own; class Drawn; }")]
    [InlineData("/// <summary>See <see cref=\"House.Left.Table\"/>.</summary>\nclass A;")]
    [InlineData("// House.Left.Table\nclass A { string text = \"Table\"; List<int> of = [1]; }")]
    public void Between_MentionWithoutUse_IsNoArrow(string text) => Assert.Empty(Between(("Left.cs", Left), ("Right.cs", text)));

    [Fact]
    public void Between_PartsOfAType_AreUsedWhereTheMemberStands()
    {
        IEnumerable<Arrow> found = Between(
            ("A.cs", "partial class A { internal static int One => Two; }"),
            ("A.Two.cs", "partial class A { internal static int Two => 2; }"),
            ("B.cs", "class B { int two = A.Two; }"));

        Assert.Equal(
            [
                new Arrow("A.cs", 1, "A.Two", "A.Two.cs"), new Arrow("B.cs", 1, "A", "A.Two.cs"), new Arrow("B.cs", 1, "A", "A.cs"),
                new Arrow("B.cs", 1, "A.Two", "A.Two.cs"),
            ],
            found.OrderBy(arrow => (arrow.From, arrow.Symbol, arrow.To)));
    }

    [Fact]
    public void Between_SourceThatDoesNotCompile_Throws()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => Between(("A.cs", "class A { Nothing? at; }")));

        Assert.Equal(
            "Expected sources that compile, got\nA.cs(1,11): error CS0246: The type or namespace name 'Nothing' could not be found " +
            "(are you missing a using directive or an assembly reference?)",
            fault.Message);
    }
}
