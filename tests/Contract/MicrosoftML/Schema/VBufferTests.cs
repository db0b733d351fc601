using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Schema;

public class VBufferTests
{
    private static readonly VBuffer<float> s_sparse = new(5, 2, [1f, 2f], [1, 4]);

    [Fact]
    public void DenseValues_Sparse_FillsWithDefaults()
    {
        Assert.False(s_sparse.IsDense);
        Assert.Equal([0f, 1f, 0f, 0f, 2f], s_sparse.DenseValues());
        Assert.Equal([1, 4], s_sparse.Items().Select(item => item.Key));
        Assert.Equal(2f, s_sparse.GetItemOrDefault(4));
        Assert.Equal(0f, s_sparse.GetItemOrDefault(3));
        Assert.Equal("Sparse vector of size 5, 2 explicit values", s_sparse.ToString());
    }

    [Theory]
    [InlineData(0, 5, new[] { 0f, 1f, 0f, 0f, 2f })]
    [InlineData(1, 3, new[] { 1f, 0f, 0f })]
    [InlineData(2, 2, new[] { 0f, 0f })]
    [InlineData(4, 1, new[] { 2f })]
    public void CopyTo_PartOfSparse_KeepsTheValues(int start, int length, float[] expected)
    {
        VBuffer<float> target = default;

        s_sparse.CopyTo(ref target, start, length);

        Assert.Equal(expected, target.DenseValues());
    }

    [Fact]
    public void Create_BufferThatIsLongEnough_ReusesIt()
    {
        var buffer = new VBuffer<int>(3, [1, 2, 3]);

        var editor = VBufferEditor.Create(ref buffer, 2);
        editor.Values[0] = 9;
        var result = editor.Commit();

        Assert.False(editor.CreatedNewValues);
        Assert.Equal([9, 2], result.DenseValues());
    }

    [Fact]
    public void CommitTruncated_MoreThanThereAre_Throws()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            VBuffer<int> buffer = default;
            VBufferEditor.Create(ref buffer, 5, 2).CommitTruncated(3);
        });

        Assert.Equal("Updating physicalValuesCount during CommitTruncated cannot be greater than the original physicalValuesCount value used in Create. (Parameter 'physicalValuesCount')", exception.Message);
    }

    [Fact]
    public void Constructor_FewerValuesThanLength_Throws()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new VBuffer<int>(3, [1, 2]));

        Assert.Equal("values", exception.ParamName);
    }
}
