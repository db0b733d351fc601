namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>Sizes and names of <see cref="SafetensorsDType"/>.</summary>
internal static class SafetensorsDTypes
{
    private static readonly Dictionary<string, SafetensorsDType> s_byName = Enum.GetValues<SafetensorsDType>().ToDictionary(type => type.ToString());

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
}
