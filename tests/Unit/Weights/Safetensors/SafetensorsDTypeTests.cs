using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Safetensors;

public sealed class SafetensorsDTypeTests
{
    [Theory]
    [InlineData(nameof(SafetensorsDType.F64), ScalarType.Float64)]
    [InlineData(nameof(SafetensorsDType.F32), ScalarType.Float32)]
    [InlineData(nameof(SafetensorsDType.F16), ScalarType.Float16)]
    [InlineData(nameof(SafetensorsDType.BF16), ScalarType.BFloat16)]
    [InlineData(nameof(SafetensorsDType.I64), ScalarType.Int64)]
    [InlineData(nameof(SafetensorsDType.I32), ScalarType.Int32)]
    [InlineData(nameof(SafetensorsDType.I16), ScalarType.Int16)]
    [InlineData(nameof(SafetensorsDType.I8), ScalarType.Int8)]
    [InlineData(nameof(SafetensorsDType.U8), ScalarType.Byte)]
    [InlineData(nameof(SafetensorsDType.BOOL), ScalarType.Bool)]
    public void ToScalarType_EachType_MapsBothWaysWithItsSize(string name, ScalarType scalarType)
    {
        var type = Enum.Parse<SafetensorsDType>(name);
        using var tensor = empty([1], dtype: scalarType);

        Assert.Equal(scalarType, type.ToScalarType());
        Assert.Equal(type, scalarType.ToSafetensors());
        Assert.Equal(tensor.ElementSize, type.Size());
    }

    [Fact]
    public void ToSafetensors_Complex_IsNull() => Assert.Null(ScalarType.ComplexFloat32.ToSafetensors());
}
