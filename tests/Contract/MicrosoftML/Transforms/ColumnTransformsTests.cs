using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Transforms;

public class ColumnTransformsTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    private static IDataView Data() => s_ml.Data.LoadFromEnumerable(
    [
        new Row { A = 1, B = [2, 3], Text = "x" },
        new Row { A = 4, B = [5, 6], Text = "y" },
    ]);

    [Fact]
    public void CopyColumns_OntoAnotherColumn_HidesIt()
    {
        var sut = s_ml.Transforms.CopyColumns("Text", "A").Fit(Data()).Transform(Data());

        Assert.Equal(["A: Single", "(Text: String)", "Text: Single", "B: Vector<Single, 2>"], Rows.Columns(sut.Schema));
        Assert.Equal(["1 | x | 1 | [2 3]", "4 | y | 4 | [5 6]"], Rows.Of(sut));
    }

    [Fact]
    public void CopyColumns_MissingColumn_Throws()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Transforms.CopyColumns("New", "None").Fit(Data()));

        Assert.Equal("Could not find input column 'None' (Parameter 'inputSchema')", exception.Message);
    }

    [Fact]
    public void Concatenate_ScalarAndVector_NamesTheSlots()
    {
        var sut = s_ml.Transforms.Concatenate("All", "A", "B", "A").Fit(Data()).Transform(Data());

        VBuffer<ReadOnlyMemory<char>> names = default;
        sut.Schema["All"].GetSlotNames(ref names);
        Assert.Equal("All: Vector<Single, 4> {SlotNames}", sut.Schema["All"].ToString());
        Assert.Equal(["A", "", "", "A"], names.DenseValues().Select(name => name.ToString()));
        Assert.Equal(["[1 2 3 1]", "[4 5 6 4]"], Rows.Of(sut, [sut.Schema["All"]]));
    }

    [Fact]
    public void Concatenate_OneVector_IsThatVector()
    {
        var sut = s_ml.Transforms.Concatenate("Same", "B").Fit(Data()).Transform(Data());

        Assert.Equal("Same: Vector<Single, 2>", sut.Schema["Same"].ToString());
        Assert.Equal(["[2 3]", "[5 6]"], Rows.Of(sut, [sut.Schema["Same"]]));
    }

    [Fact]
    public void Concatenate_DifferentTypes_Throws()
    {
        var sut = s_ml.Transforms.Concatenate("All", "A", "Text");

        var fitted = Assert.Throws<ArgumentOutOfRangeException>(() => sut.Fit(Data()).GetOutputSchema(Data().Schema));
        var chained = Assert.Throws<InvalidOperationException>(() => sut.Append(s_ml.Transforms.CopyColumns("New", "All")).Fit(Data()));

        Assert.Equal("Schema mismatch for input column 'Text': expected Single, got String (Parameter 'inputSchema')", fitted.Message);
        Assert.Equal("Concatenated columns should have the same type. Column 'Text' has type of String, but expected column type is Single.", chained.Message);
    }

    [Fact]
    public void SelectColumns_Names_KeepsTheirOrder()
    {
        var sut = s_ml.Transforms.SelectColumns("B", "A").Fit(Data()).Transform(Data());

        Assert.Equal(["B: Vector<Single, 2>", "A: Single"], Rows.Columns(sut.Schema));
        Assert.Equal(["[2 3] | 1", "[5 6] | 4"], Rows.Of(sut));
    }

    [Fact]
    public void DropColumns_Names_KeepsTheOthers()
    {
        var sut = s_ml.Transforms.DropColumns("B").Fit(Data()).Transform(Data());

        Assert.Equal(["A: Single", "Text: String"], Rows.Columns(sut.Schema));
    }

    [Fact]
    public void SelectColumns_MissingColumns_NamesThemAll()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Transforms.SelectColumns("A", "None", "Nor").Fit(Data()));

        Assert.Equal("Could not find input column 'None,Nor' (Parameter 'inputSchema')", exception.Message);
    }

    [Fact]
    public void SelectColumns_Nothing_Throws()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => s_ml.Transforms.SelectColumns());

        Assert.Equal("Neither keepColumns and dropColumns is set. Exactly one must be specified.", exception.Message);
    }

    private sealed class Row
    {
        public float A { get; set; }

        public string Text { get; set; } = "";

        [VectorType(2)]
        public float[] B { get; set; } = [];
    }
}
