using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>The kinds of value that cross the border; the numbers are those of <c>enum class Tag</c> in shim.h.</summary>
internal enum Tag
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    String = 5,
    IntList = 6,
    DoubleList = 7,
    TensorList = 8,
    OptionalTensorList = 9,
    Device = 10,
    Generator = 11,
    List = 12,
    Tuple = 13,
}

/// <summary>A value as the shim sees it (<c>struct Value</c> in shim.h, 16 bytes).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct NativeValue
{
    [FieldOffset(0)] internal Tag Tag;
    [FieldOffset(4)] internal int Count;
    [FieldOffset(8)] internal long Integer;
    [FieldOffset(8)] internal double Real;
    [FieldOffset(8)] internal IntPtr Pointer;
}

/// <summary>An argument of an operator: a number in place, anything else by reference. Converts from what operators take.</summary>
internal readonly struct Value
{
    internal readonly Tag Tag;
    internal readonly long Bits;
    internal readonly object? Reference;

    private Value(Tag tag, long bits, object? reference = null)
    {
        Tag = tag;
        Bits = bits;
        Reference = reference;
    }

    /// <summary>No value: the schema's <c>None</c>.</summary>
    internal static Value None => default;

    public static implicit operator Value(torch.Tensor? tensor) => tensor is null ? default : new(Tag.Tensor, 0, tensor.OpenHandle);
    public static implicit operator Value(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator Value(long value) => new(Tag.Int, value);
    public static implicit operator Value(long? value) => value is { } number ? new(Tag.Int, number) : default;
    public static implicit operator Value(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Value(double? value) => value is { } number ? number : default(Value);
    public static implicit operator Value(string? value) => value is null ? default : new(Tag.String, 0, value);
    public static implicit operator Value(long[]? value) => value is null ? default : new(Tag.IntList, 0, value);
    public static implicit operator Value(double[]? value) => value is null ? default : new(Tag.DoubleList, 0, value);
    public static implicit operator Value(torch.ScalarType type) => new(Tag.Int, Enum.IsDefined(type)
        ? (long)type
        : throw new ArgumentException($"Scalar type: expected one of {string.Join(", ", Enum.GetNames<torch.ScalarType>())}, got {type}."));
    public static implicit operator Value(torch.ScalarType? type) => type is { } given ? given : default(Value);
    public static implicit operator Value(torch.Device? device) => device is null ? default : new(Tag.Device, device.NativeCode);
    public static implicit operator Value(torch.Generator? generator) => generator is null ? default : new(Tag.Generator, 0, generator.OpenHandle);
    public static implicit operator Value(Scalar? scalar) => scalar is null ? default : scalar.ToValue();

    /// <summary>A list of tensors, each of which must be there.</summary>
    internal static Value Tensors(IEnumerable<torch.Tensor> tensors) => new(Tag.TensorList, 0, HandlesOf(tensors));

    /// <summary>A list of tensors in which null stands for "not given".</summary>
    internal static Value OptionalTensors(IEnumerable<torch.Tensor?> tensors) => new(Tag.OptionalTensorList, 0, HandlesOf(tensors));

    private static TensorHandle?[] HandlesOf(IEnumerable<torch.Tensor?> tensors) => tensors.Select(tensor => tensor?.OpenHandle).ToArray();
}
