using System.Numerics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Labels as numbers: keys count from 0, and missing ones are NaN.</summary>
internal static class LabelGetter
{
    public static ValueGetter<float> Create(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        _ when column.Type is not KeyDataViewType => row.GetGetter<float>(column),
        var type when type == typeof(byte) => OfKey<byte>(row, column),
        var type when type == typeof(ushort) => OfKey<ushort>(row, column),
        var type when type == typeof(uint) => OfKey<uint>(row, column),
        var type when type == typeof(ulong) => OfKey<ulong>(row, column),
        _ => throw Contracts.Except("Only floating point number, boolean, and key type values can be used as label."),
    };

    private static ValueGetter<float> OfKey<T>(DataViewRow row, DataViewSchema.Column column)
        where T : struct, INumber<T>
    {
        var get = row.GetGetter<T>(column);
        ulong count = column.Type.GetKeyCount();
        T key = default;
        return (ref float label) =>
        {
            get(ref key);
            ulong value = ulong.CreateTruncating(key);
            label = value > 0 && value <= count ? value - 1 : float.NaN;
        };
    }
}
