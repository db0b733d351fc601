namespace Microsoft.ML.Data;

/// <summary>Getters of one value.</summary>
internal static class ValueGetters
{
    /// <summary>Gives that value; of a vector, a copy, since whoever asks may write into its buffer.</summary>
    public static ValueGetter<T> Constant<T>(T value) =>
        typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? (ValueGetter<T>)Generic.Call<Delegate>(ConstantVector<int>, typeof(T).GetGenericArguments()[0], value)
            : (ref T target) => target = value;

    private static Delegate ConstantVector<TItem>(VBuffer<TItem> value) =>
        (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> target) => value.CopyTo(ref target));
}
