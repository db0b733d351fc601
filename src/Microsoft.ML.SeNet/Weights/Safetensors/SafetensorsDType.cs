using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>The element types of safetensors files that can be read and written; the names are those that stand in the files.</summary>
internal enum SafetensorsDType
{
    /// <summary>IEEE 754 binary64.</summary>
    F64,

    /// <summary>IEEE 754 binary32.</summary>
    F32,

    /// <summary>IEEE 754 binary16.</summary>
    F16,

    /// <summary>bfloat16: the upper half of a binary32.</summary>
    BF16,

    /// <summary>Signed, 64 bits.</summary>
    I64,

    /// <summary>Signed, 32 bits.</summary>
    I32,

    /// <summary>Signed, 16 bits.</summary>
    I16,

    /// <summary>Signed, 8 bits.</summary>
    I8,

    /// <summary>Unsigned, 8 bits.</summary>
    U8,

    /// <summary>One byte, 0 or 1.</summary>
    BOOL,
}

/// <summary>Sizes and names of <see cref="SafetensorsDType"/>, and TorchSharp's types for them.</summary>
internal static class SafetensorsDTypes
{
    private static readonly Dictionary<string, SafetensorsDType> s_byName = Enum.GetValues<SafetensorsDType>().ToDictionary(
        type => type.ToString());

    /// <summary>"F64, F32, …", for messages.</summary>
    internal static string Names { get; } = string.Join(", ", Enum.GetNames<SafetensorsDType>());

    /// <summary>Bytes per element.</summary>
    internal static int Size(this SafetensorsDType type) => type switch
    {
        SafetensorsDType.F64 or SafetensorsDType.I64 => 8,
        SafetensorsDType.F32 or SafetensorsDType.I32 => 4,
        SafetensorsDType.F16 or SafetensorsDType.BF16 or SafetensorsDType.I16 => 2,
        _ => 1,
    };

    /// <summary>Only the exact names: <see cref="Enum.TryParse{TEnum}(string, out TEnum)"/> would take numbers and lists too.</summary>
    internal static bool TryParse(string name, out SafetensorsDType type) => s_byName.TryGetValue(name, out type);

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
