using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>An annotation given as a plain .NET value: a scalar, a string, an array or a vector.</summary>
internal static class AnnotationValue
{
    public static Delegate Getter<T>(T value, DataViewType type)
    {
        var (item, isVector) = RowMember.ItemOf(typeof(T));
        if (ColumnTypes.PrimitiveOrNull(item) is null)
            throw Contracts.ExceptParam("rawType", "Could not determine an IDataView type and registered custom types for member {0}", "annotation value");
        if (isVector != type is VectorDataViewType)
            throw Contracts.Except("Value inputted is supposed to be {0}, but type of Annotationinfo is {1}", isVector ? "vector" : "scalar", isVector ? "scalar" : "vector");
        if (item != type.GetItemType().RawType)
            throw Contracts.Except("Value inputted is supposed to have Type {0}, but type of Annotationinfo has {1}", item.ToString(), type.GetItemType().RawType.ToString());
        return value switch
        {
            string text => ValueGetters.Constant(text.AsMemory()),
            string[] texts => ValueGetters.Constant(new VBuffer<ReadOnlyMemory<char>>(texts.Length, [.. texts.Select(text => text.AsMemory())])),
            Array => Generic.Call<Delegate>(OfArray<int>, item, value),
            _ => ValueGetters.Constant(value),
        };
    }

    private static Delegate OfArray<TItem>(TItem[] values) => ValueGetters.Constant(new VBuffer<TItem>(values.Length, values));
}
