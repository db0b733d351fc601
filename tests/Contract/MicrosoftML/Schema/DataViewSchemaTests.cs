using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Schema;

public class DataViewSchemaTests
{
    private static DataViewSchema Schema()
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn("A", NumberDataViewType.Single);
        builder.AddColumn("B", new KeyDataViewType(typeof(uint), 3));
        builder.AddColumn("A", new VectorDataViewType(TextDataViewType.Instance, 2, 3));
        return builder.ToSchema();
    }

    [Fact]
    public void ToSchema_TwoColumnsOfOneName_HidesTheFirst()
    {
        var sut = Schema();

        Assert.Equal(["A: Single", "B: Key<UInt32, 0-2>", "A: Vector<String, 2, 3>"], sut.Select(column => column.ToString()));
        Assert.Equal([true, false, false], sut.Select(column => column.IsHidden));
        Assert.Equal(2, sut["A"].Index);
        Assert.Equal("3 columns", sut.ToString());
    }

    [Fact]
    public void Item_UnknownName_Throws()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Schema()["C"]);

        Assert.Equal("Column 'C' not found (Parameter 'name')", exception.Message);
        Assert.Null(Schema().GetColumnOrNull("C"));
    }

    [Fact]
    public void GetValue_OfAnotherType_Throws()
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue("Kind", NumberDataViewType.Int32, 7);
        var sut = builder.ToAnnotations();
        int value = 0;
        sut.GetValue("Kind", ref value);

        float other = 0;
        var exception = Assert.Throws<InvalidOperationException>(() => sut.GetValue("Kind", ref other));

        Assert.Equal(7, value);
        Assert.Equal("Invalid call to 'GetGetter'", exception.Message);
    }
}
