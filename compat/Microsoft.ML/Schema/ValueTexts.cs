using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>Values as ML.NET writes them into texts.</summary>
internal static class ValueTexts
{
    public static string Of<T>(T value, DataViewType type) => type is KeyDataViewType key ? OfKey(value, key.Count) : value switch
    {
        float.NaN or double.NaN => "?",
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        double number => number.ToString("G17", CultureInfo.InvariantCulture),
        bool flag => flag ? "1" : "0",
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("o", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("o", CultureInfo.InvariantCulture),
        DataViewRowId id => $"0x{id}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string OfKey<T>(T value, ulong count)
    {
        ulong raw = Convert.ToUInt64(value, CultureInfo.InvariantCulture);
        return raw == 0 || raw > count ? "" : (raw - 1).ToString(CultureInfo.InvariantCulture);
    }
}
