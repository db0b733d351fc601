namespace TorchSharp.Utils;

/// <summary>Which managed types hold the elements of each scalar type, and the other way round.</summary>
internal static class ElementTypes
{
    internal static Type[] ManagedTypes(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte => [typeof(byte)],
        torch.ScalarType.Int8 => [typeof(sbyte)],
        torch.ScalarType.Int16 => [typeof(short)],
        torch.ScalarType.Int32 => [typeof(int)],
        torch.ScalarType.Int64 => [typeof(long)],
        torch.ScalarType.Float16 => [typeof(Half)],
        torch.ScalarType.Float32 => [typeof(float)],
        torch.ScalarType.Float64 => [typeof(double)],
        torch.ScalarType.Bool => [typeof(bool)],
        _ => [],
    };

    internal static torch.ScalarType ScalarTypeOf(Type type) =>
        Enum.GetValues<torch.ScalarType>().Cast<torch.ScalarType?>().FirstOrDefault(scalar => ManagedTypes(scalar!.Value).Contains(type))
        ?? throw new NotSupportedException($"No tensor holds elements of type {type}.");
}
