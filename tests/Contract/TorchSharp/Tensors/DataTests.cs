using static TorchSharp.torch;

namespace TorchSharp.Tests.Tensors;

public sealed class DataTests : TensorTest
{
    private readonly Tensor _grid;

    public DataTests() => _grid = arange(6, float32).reshape(2, 3);

    [Fact]
    public void Data_OfATransposedTensor_IsInItsOwnOrder()
    {
        var turned = _grid.t();
        Assert.Equal([0f, 3, 1, 4, 2, 5], turned.data<float>().ToArray());
        Assert.Equal(4f, turned.data<float>()[1, 1]);
        Assert.Equal([0f, 3, 1, 4, 2, 5], turned.data<float>());
    }

    [Fact]
    public void Data_OfASlice_StartsAtItsOffset() => Assert.Equal([1f, 4], _grid[TensorIndex.Colon, TensorIndex.Single(1)].data<float>().ToArray());

    [Fact]
    public void Data_Written_ChangesTheTensor()
    {
        _grid.data<float>()[1, 2] = 9;
        Assert.Equal(9f, _grid[1, 2].item<float>());
    }

    [Fact]
    public void Data_OfAnotherType_Throws() => Assert.Throws<ArgumentException>(() => _grid.data<double>());

    [Fact]
    public void Data_OutOfRange_Throws() => Assert.Throws<IndexOutOfRangeException>(() => _grid.data<float>()[2, 0]);

    [Fact]
    public void Data_PartialIndex_Throws()
    {
        var cube = arange(24, float32).reshape(2, 3, 4);
        Assert.Throws<IndexOutOfRangeException>(() => cube.data<float>()[1, 1]);
        Assert.Throws<IndexOutOfRangeException>(() => cube.data<float>()[1, 1] = 0);
        Assert.Equal(17f, cube.data<float>()[1, 1, 1]);
        Assert.Equal(17f, cube.data<float>()[17]);
    }

    [Theory]
    [InlineData(false, -1)]
    [InlineData(false, 6)]
    [InlineData(false, long.MinValue)]
    [InlineData(true, -1)]
    [InlineData(true, 6)]
    [InlineData(true, long.MaxValue)]
    public void Copy_TensorIndexOutOfRange_Throws(bool strided, long index)
    {
        var numbers = (strided ? _grid.t() : _grid).data<float>();
        Assert.Throws<ArgumentOutOfRangeException>(() => numbers.CopyTo(new float[6], 0, index));
        Assert.Throws<ArgumentOutOfRangeException>(() => numbers.CopyFrom(new float[6], 0, index));
        Assert.Equal([0f, 1, 2, 3, 4, 5], Floats(_grid));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Copy_ArrayIndexNegative_Throws(bool strided)
    {
        var numbers = (strided ? _grid.t() : _grid).data<float>();
        Assert.Throws<IndexOutOfRangeException>(() => numbers.CopyTo(new float[6], -1));
        Assert.Throws<IndexOutOfRangeException>(() => numbers.CopyFrom(new float[6], -1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Copy_ArrayIsFull_CopiesNothing(bool strided)
    {
        var numbers = (strided ? _grid.t() : _grid).data<float>();
        var array = new float[] { 7, 8 };
        numbers.CopyTo(array, 2);
        numbers.CopyTo(array, 5);
        numbers.CopyFrom(array, 2);
        numbers.CopyFrom(array, 5);
        Assert.Equal([7f, 8], array);
        Assert.Equal([0f, 1, 2, 3, 4, 5], Floats(_grid));
    }

    [Fact]
    public void Copy_FromTheMiddle_MovesWhatFits()
    {
        var array = new float[4];
        _grid.data<float>().CopyTo(array, 1, 4);
        Assert.Equal([0f, 4, 5, 0], array);
        _grid.t().data<float>().CopyFrom(new float[] { 8, 9 }, 1, 5);
        Assert.Equal([0f, 1, 2, 3, 4, 9], Floats(_grid));
    }

    [Fact]
    public void Bytes_AreTheMemory()
    {
        Assert.Equal(24, _grid.bytes.Length);
        Assert.Equal(1f, BitConverter.ToSingle(_grid.bytes[4..8]));
        _grid.bytes[..4].Clear();
        _grid.bytes = new byte[24];
        Assert.Equal(0f, _grid.sum().item<float>());
    }

    [Fact]
    public void Bytes_OfAnotherLength_Throw() => Assert.Throws<ArgumentException>(() => _grid.bytes = new byte[4]);

    [Fact]
    public void Item_OfSeveral_Throws() => Assert.ThrowsAny<Exception>(() => _grid.item<float>());

    [Fact]
    public void Conversions_ToNumbers()
    {
        Assert.Equal(2, tensor(2.75).ToInt32());
        Assert.Equal(2.75, tensor(2.75f).ToDouble());
        Assert.True(tensor(1).ToBoolean());
        Assert.Equal(3L, (long)tensor(3));
        Assert.Equal(1.5f, (float)tensor(1.5));
    }

    [Fact]
    public void Streams_CarryTheBytesThere()
    {
        using var stream = new MemoryStream();
        _grid.WriteBytesToStream(stream);
        Assert.Equal(24, stream.Length);
        stream.Position = 0;
        var other = zeros(2, 3);
        other.ReadBytesFromStream(stream);
        Assert.True(other.Equals(_grid));
    }

    [Fact]
    public void SaveAndLoad_KeepTypeShapeAndNumbers()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        var saved = arange(130, int64).reshape(1, 130);
        saved.Save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        var loaded = TensorExtensionMethods.Load(reader);
        Assert.Equal(ScalarType.Int64, loaded.dtype);
        Assert.True(loaded.Equals(saved));
        Assert.Equal([4, 2, 1, 130, 1], stream.ToArray()[..5]); // type, dimensions, sizes in seven-bit groups
    }

    [Fact]
    public void ToType_ConvertsNumbers()
    {
        var reals = tensor(new[] { 0f, 1.9f, -1.9f });
        Assert.Equal([0, 1, -1], reals.to_type(int32).data<int>().ToArray());
        Assert.Equal([false, true, true], reals.to_type(ScalarType.Bool).data<bool>().ToArray());
        Assert.Equal(ScalarType.Float16, reals.to_type(float16).dtype);
        Assert.Equal(ScalarType.Float64, reals.to(float64).dtype);
        Assert.Equal([255, 0], tensor(new[] { 255, 256 }).to_type(uint8).data<byte>().ToArray());
    }

    [Fact]
    public void CopyInto_ConvertsAndBroadcasts()
    {
        _grid.copy_(tensor(new[] { 1, 2, 3 }));
        Assert.Equal([1f, 2, 3, 1, 2, 3], Floats(_grid));
    }
}
