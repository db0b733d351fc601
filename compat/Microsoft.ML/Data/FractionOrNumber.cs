using System.Globalization;

namespace Microsoft.ML.Data;

/// <summary>A column as numbers: numbers as they are, a key as the middle of its share of 0 to 1; missing keys as NaN.</summary>
internal static class FractionOrNumber
{
    public static Func<double> Getter(DataViewRow row, DataViewSchema.Column column) =>
        Generic.Call<Func<double>>(Getter<int>, column.Type.RawType, row, column);

    private static Func<double> Getter<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<T>(column);
        T value = default!;
        if (column.Type is not KeyDataViewType { Count: var count })
        {
            return () =>
            {
                get(ref value);
                return Convert.ToDouble(value, CultureInfo.InvariantCulture);
            };
        }
        return () =>
        {
            get(ref value);
            ulong key = Convert.ToUInt64(value, CultureInfo.InvariantCulture);
            return key == 0 || key > count ? double.NaN : ((uint)key - 0.5) / count;
        };
    }
}
