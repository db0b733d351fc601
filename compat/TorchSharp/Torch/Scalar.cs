using TorchSharp.Native;

namespace TorchSharp;

/// <summary>A number that goes where libtorch takes a Scalar: an integer, a floating-point number or a truth value.</summary>
public sealed class Scalar : IDisposable
{
    private readonly long _integer;
    private readonly double _real;

    private Scalar(torch.ScalarType type, long integer, double real)
    {
        Type = type;
        _integer = integer;
        _real = real;
    }

    private static Scalar Integer(long value) => new(torch.ScalarType.Int64, value, value);

    private static Scalar Real(double value) => new(torch.ScalarType.Float64, 0, value);

    internal static Scalar From(in NativeValue value, torch.ScalarType type) => value.Tag switch
    {
        Tag.Bool => value.Integer != 0,
        Tag.Int => Integer(value.Integer),
        Tag.Double => Real(value.Real),
        _ => throw new NotSupportedException($"A {type} tensor gave a number of kind {value.Tag}."),
    };

    /// <summary>Int64, Float64 or Bool: a scalar remembers the kind of number, not its width.</summary>
    public torch.ScalarType Type { get; }

    internal Value ToValue() => Type switch
    {
        torch.ScalarType.Bool => _integer != 0,
        torch.ScalarType.Int64 => _integer,
        _ => _real,
    };

    internal double AsDouble => _real;

    /// <summary>The number without its fraction, from <paramref name="least"/> to <paramref name="most"/>; libtorch's own message where it is out of there.</summary>
    internal long Within(long least, long most, string type)
    {
        // The bounds as doubles: 2^63 for the largest long, which no long is.
        var fits = Type == torch.ScalarType.Float64 ? _real >= least && (most == long.MaxValue ? _real < most : _real <= most) : _integer >= least && _integer <= most;
        if (!fits)
            throw Overflow(type);
        return Type == torch.ScalarType.Float64 ? (long)_real : _integer;
    }

    /// <summary>The number as a byte; negative integers wrap around, as in libtorch.</summary>
    internal byte AsByte => (byte)Within(Type == torch.ScalarType.Float64 ? 0 : -byte.MaxValue, byte.MaxValue, "uint8_t");

    internal float AsSingle => float.IsFinite((float)_real) || !double.IsFinite(_real) ? (float)_real : throw Overflow("float");

    private static OverflowException Overflow(string type) => new($"value cannot be converted to type {type} without overflow");

    public static implicit operator Scalar(byte value) => Integer(value);
    public static implicit operator Scalar(sbyte value) => Integer(value);
    public static implicit operator Scalar(short value) => Integer(value);
    public static implicit operator Scalar(int value) => Integer(value);
    public static implicit operator Scalar(long value) => Integer(value);
    public static implicit operator Scalar(float value) => Real(value);
    public static implicit operator Scalar(double value) => Real(value);
    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, value ? 1 : 0, value ? 1 : 0);

    /// <summary>There is nothing native to free.</summary>
    public void Dispose()
    {
    }
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;
    public static Scalar ToScalar(this sbyte value) => value;
    public static Scalar ToScalar(this short value) => value;
    public static Scalar ToScalar(this int value) => value;
    public static Scalar ToScalar(this long value) => value;
    public static Scalar ToScalar(this float value) => value;
    public static Scalar ToScalar(this double value) => value;
    public static Scalar ToScalar(this bool value) => value;

    public static bool ToBoolean(this Scalar value) => value.AsDouble != 0;
    public static byte ToByte(this Scalar value) => value.AsByte;
    public static int ToInt32(this Scalar value) => (int)value.Within(int.MinValue, int.MaxValue, "int");
    public static long ToInt64(this Scalar value) => value.Within(long.MinValue, long.MaxValue, "int64_t");
    public static float ToSingle(this Scalar value) => value.AsSingle;
    public static double ToDouble(this Scalar value) => value.AsDouble;
}
