using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Where the getters over the members of an object find it.</summary>
internal sealed class CurrentObject<TRow>
    where TRow : class
{
    private TRow? _value;

    public TRow Value
    {
        get => _value ?? throw Contracts.Except(RowColumns.FetchError);
        set => _value = value;
    }

    public void Clear() => _value = null;
}

/// <summary>Makes getters over the members of an object.</summary>
internal static class ObjectRow
{
    public static Delegate Getter<TRow>(CurrentObject<TRow> current, RowMember member, IExceptionContext context)
        where TRow : class
    {
        var item = member.ColumnType.GetItemType().RawType;
        Delegate maker = member.ColumnType switch
        {
            VectorDataViewType when member.Type == typeof(string[]) => OfTexts<TRow>,
            VectorDataViewType when member.Type.IsArray => OfArray<TRow, int>,
            VectorDataViewType => OfVector<TRow, int>,
            KeyDataViewType => OfKey<TRow, int>,
            _ when member.Type == typeof(string) => OfText<TRow>,
            PrimitiveDataViewType => OfValue<TRow, int>,
            _ when DataViewTypeManager.Knows(member.ColumnType) => OfValue<TRow, int>,
            _ => throw context.ExceptNotSupp($"Type '{member.Type.FullName}' is not yet supported."),
        };
        Type[] types = maker.Method.GetGenericArguments().Length == 1 ? [typeof(TRow)] : [typeof(TRow), item];
        return Generic.Call<Delegate>(maker, types, current, member, context);
    }

    private static Delegate OfValue<TRow, T>(CurrentObject<TRow> current, RowMember member, IExceptionContext context)
        where TRow : class
    {
        var read = member.Reader<TRow, T>();
        return (ValueGetter<T>)((ref T target) => target = read(current.Value));
    }

    private static Delegate OfText<TRow>(CurrentObject<TRow> current, RowMember member, IExceptionContext context)
        where TRow : class
    {
        var read = member.Reader<TRow, string>();
        return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> target) => target = read(current.Value).AsMemory());
    }

    private static Delegate OfTexts<TRow>(CurrentObject<TRow> current, RowMember member, IExceptionContext context)
        where TRow : class
    {
        var read = member.Reader<TRow, string[]>();
        return (ValueGetter<VBuffer<ReadOnlyMemory<char>>>)((ref VBuffer<ReadOnlyMemory<char>> target) =>
        {
            var values = read(current.Value) ?? [];
            var editor = VBufferEditor.Create(ref target, values.Length);
            for (int i = 0; i < values.Length; i++)
                editor.Values[i] = values[i].AsMemory();
            target = editor.Commit();
        });
    }

    private static Delegate OfArray<TRow, T>(CurrentObject<TRow> current, RowMember member, IExceptionContext context)
        where TRow : class
    {
        var read = member.Reader<TRow, T[]>();
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> target) =>
        {
            ReadOnlySpan<T> values = read(current.Value);
            var editor = VBufferEditor.Create(ref target, values.Length);
            values.CopyTo(editor.Values);
            target = editor.Commit();
        });
    }

    private static Delegate OfVector<TRow, T>(CurrentObject<TRow> current, RowMember member, IExceptionContext context)
        where TRow : class
    {
        var read = member.Reader<TRow, VBuffer<T>>();
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> target) => read(current.Value).CopyTo(ref target));
    }

    /// <summary>Objects count keys from 0, data views from 1; what is too large is missing.</summary>
    private static Delegate OfKey<TRow, T>(CurrentObject<TRow> current, RowMember member, IExceptionContext context)
        where TRow : class
    {
        context.Check(typeof(T) != typeof(ushort));
        var read = member.Reader<TRow, T>();
        ulong count = ((KeyDataViewType)member.ColumnType).Count;
        return (ValueGetter<T>)((ref T target) =>
        {
            ulong raw = Convert.ToUInt64(read(current.Value), CultureInfo.InvariantCulture);
            target = (T)Convert.ChangeType(raw < count ? raw + 1 : 0, typeof(T), CultureInfo.InvariantCulture);
        });
    }
}
