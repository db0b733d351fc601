using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Keeps values of a column: taken from a row into numbered slots, given out again.</summary>
internal abstract class ColumnStore
{
    public abstract void Take(int slot);

    /// <summary>A getter over the slot that is current.</summary>
    public abstract Delegate Getter(Func<int> slot);

    /// <summary>A store for each active column.</summary>
    public static ColumnStore?[] Of(DataViewRow row, bool[] active) =>
        [.. row.Schema.Select(column => active[column.Index] ? Generic.Call<ColumnStore>(New<int>, column.Type.RawType, row, column) : null)];

    public static ColumnStore OfIds(DataViewRow row) => new Values<DataViewRowId>(row.GetIdGetter());

    /// <summary>Images and the like cannot be kept: whoever gets one disposes it.</summary>
    public static bool CanKeep(DataViewType type) => type is PrimitiveDataViewType or VectorDataViewType;

    public static IDataView WithoutUnkeepable(IHostEnvironment env, IDataView data)
    {
        int[] kept = [.. data.Schema.Where<DataViewSchema.Column>(column => CanKeep(column.Type)).Select(column => column.Index)];
        return kept.Length == data.Schema.Count ? data : new SelectedColumnsView(env, data, kept);
    }

    private static ColumnStore New<T>(DataViewRow row, DataViewSchema.Column column) => column.Type is VectorDataViewType vector
        ? Generic.Call<ColumnStore>(NewVectors<int>, vector.ItemType.RawType, row, column)
        : new Values<T>(row.GetGetter<T>(column));

    private static ColumnStore NewVectors<TItem>(DataViewRow row, DataViewSchema.Column column) => new Vectors<TItem>(row.GetGetter<VBuffer<TItem>>(column));

    private class Values<T>(ValueGetter<T> get) : ColumnStore
    {
        protected T[] Slots { get; private set; } = new T[16];

        public override void Take(int slot)
        {
            if (slot >= Slots.Length)
            {
                var larger = Slots;
                Array.Resize(ref larger, Math.Max(slot + 1, 2 * larger.Length));
                Slots = larger;
            }
            get(ref Slots[slot]);
        }

        public override Delegate Getter(Func<int> slot) => (ValueGetter<T>)((ref T target) => target = Slots[slot()]);
    }

    private sealed class Vectors<TItem>(ValueGetter<VBuffer<TItem>> get) : Values<VBuffer<TItem>>(get)
    {
        public override Delegate Getter(Func<int> slot) => (ValueGetter<VBuffer<TItem>>)((ref VBuffer<TItem> target) => Slots[slot()].CopyTo(ref target));
    }
}
