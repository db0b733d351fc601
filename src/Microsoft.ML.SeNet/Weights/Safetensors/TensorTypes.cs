using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>TorchSharp's element types and those of safetensors.</summary>
internal static class TensorTypes
{
    /// <summary>The same type for TorchSharp.</summary>
    internal static ScalarType ToScalarType(this SafetensorsDType type) => type switch
    {
        SafetensorsDType.F64 => ScalarType.Float64,
        SafetensorsDType.F32 => ScalarType.Float32,
        SafetensorsDType.F16 => ScalarType.Float16,
        SafetensorsDType.BF16 => ScalarType.BFloat16,
        SafetensorsDType.I64 => ScalarType.Int64,
        SafetensorsDType.I32 => ScalarType.Int32,
        SafetensorsDType.I16 => ScalarType.Int16,
        SafetensorsDType.I8 => ScalarType.Int8,
        SafetensorsDType.U8 => ScalarType.Byte,
        _ => ScalarType.Bool,
    };

    /// <summary>The same type for safetensors, or null where the format has none (complex numbers).</summary>
    internal static SafetensorsDType? ToSafetensors(this ScalarType type)
    {
        foreach (var candidate in Enum.GetValues<SafetensorsDType>())
            if (candidate.ToScalarType() == type)
                return candidate;
        return null;
    }
}
