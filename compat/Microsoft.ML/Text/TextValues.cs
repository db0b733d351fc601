using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Reads values from fields. An empty field is the default.</summary>
internal static class TextValues
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign;

    /// <summary>Whether bad values become missing ones; others are an error.</summary>
    public static bool HasMissing(DataViewType type) => type is KeyDataViewType || IsReal(type);

    public static bool IsReal(DataViewType type) => type == NumberDataViewType.Single || type == NumberDataViewType.Double;

    public static T Missing<T>() =>
        typeof(T) == typeof(float) ? As<float, T>(float.NaN) : typeof(T) == typeof(double) ? As<double, T>(double.NaN) : default!;

    public static bool TryParse<T>(ReadOnlyMemory<char> text, DataViewType type, TextSettings settings, out T value)
    {
        value = default!;
        if (text.IsEmpty)
        {
            value = settings.MissingRealsAreNaN && IsReal(type) ? Missing<T>() : default!;
            return true;
        }
        if (type is KeyDataViewType key)
            return TryParseKey(text.Span, key, out value);
        return Type.GetTypeCode(typeof(T)) switch
        {
            TypeCode.Single => TryParseReal(text.Span, settings, out double real) & Set((float)real, out value),
            TypeCode.Double => TryParseReal(text.Span, settings, out double real) & Set(real, out value),
            TypeCode.SByte => sbyte.TryParse(Signed(text), Whole, CultureInfo.InvariantCulture, out sbyte number) & Set(number, out value),
            TypeCode.Byte => byte.TryParse(text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out byte number) & Set(number, out value),
            TypeCode.Int16 => short.TryParse(Signed(text), Whole, CultureInfo.InvariantCulture, out short number) & Set(number, out value),
            TypeCode.UInt16 => ushort.TryParse(text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) & Set(number, out value),
            TypeCode.Int32 => int.TryParse(Signed(text), Whole, CultureInfo.InvariantCulture, out int number) & Set(number, out value),
            TypeCode.UInt32 => uint.TryParse(text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) & Set(number, out value),
            TypeCode.Int64 => long.TryParse(Signed(text), Whole, CultureInfo.InvariantCulture, out long number) & Set(number, out value),
            TypeCode.UInt64 => ulong.TryParse(text.Span, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) & Set(number, out value),
            TypeCode.Boolean => TryParseFlag(text.Span, out bool flag) & Set(flag, out value),
            TypeCode.DateTime => DateTime.TryParse(text.Span, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) & Set(time, out value),
            _ => TryParseOther(text, out value),
        };
    }

    private static bool TryParseOther<T>(ReadOnlyMemory<char> text, out T value)
    {
        if (typeof(T) == typeof(ReadOnlyMemory<char>))
            return Set(text, out value);
        if (typeof(T) == typeof(TimeSpan))
            return TimeSpan.TryParse(text.Span, CultureInfo.InvariantCulture, out var time) & Set(time, out value);
        if (typeof(T) == typeof(DateTimeOffset))
            return DateTimeOffset.TryParse(text.Span, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) & Set(time, out value);
        throw Contracts.Except("No conversion from text to '{0}'", typeof(T));
    }

    private static bool TryParseReal(ReadOnlySpan<char> text, TextSettings settings, out double value)
    {
        text = text.Trim();
        value = double.NaN;
        if (text is "?" or "NaN")
            return true;
        if (text is "∞" or "-∞")
        {
            value = text.Length == 1 ? double.PositiveInfinity : double.NegativeInfinity;
            return true;
        }
        bool isNumber = text is "Infinity" or "-Infinity" || (text.IndexOfAnyExcept("+-0123456789eE") is var other && (other < 0 || text[other] == settings.DecimalMarker));
        if (settings.DecimalMarker == ',')
            text = text.Contains('.') ? "" : text.ToString().Replace(',', '.');
        bool isGood = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) && isNumber;
        value = isGood ? parsed : double.NaN;
        return isGood;
    }

    /// <summary>What a whole number is made of: digits, and perhaps a minus.</summary>
    private static ReadOnlySpan<char> Signed(ReadOnlyMemory<char> text) => text.Span[0] == '+' ? [] : text.Span;

    private static bool TryParseFlag(ReadOnlySpan<char> text, out bool value)
    {
        Span<char> lower = stackalloc char[8];
        int length = text.Length <= lower.Length ? text.ToLowerInvariant(lower) : 0;
        var word = lower[..length];
        value = word is "t" or "y" or "1" or "+" or "+1" or "yes" or "true";
        return value || word is "f" or "n" or "0" or "-" or "-1" or "no" or "false";
    }

    /// <summary>Files count keys from 0, data views from 1; what is too large is missing.</summary>
    private static bool TryParseKey<T>(ReadOnlySpan<char> text, KeyDataViewType type, out T value)
    {
        value = default!;
        if (text is "?" or "NaN")
            return true;
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong key) || key >= type.Count)
            return false;
        value = (T)Convert.ChangeType(key + 1, typeof(T), CultureInfo.InvariantCulture);
        return true;
    }

    private static bool Set<TFrom, T>(TFrom from, out T value)
    {
        value = As<TFrom, T>(from);
        return true;
    }

    private static T As<TFrom, T>(TFrom value) => Unsafe.As<TFrom, T>(ref value);
}
