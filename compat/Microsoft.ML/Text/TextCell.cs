using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>The current value of one column of a text file.</summary>
internal abstract class TextCell
{
    public static TextCell Create(TextColumn column, TextSettings settings) =>
        Generic.Call<TextCell>(New<int>, column.Type.GetItemType().RawType, column, settings);

    /// <summary>Makes the value of the fields of a line and gives the number of those that were bad.</summary>
    public abstract int Take(List<ReadOnlyMemory<char>> fields, long line);

    public abstract Delegate Getter(Action check);

    private static TextCell New<T>(TextColumn column, TextSettings settings) =>
        column.Type is VectorDataViewType ? new Vector<T>(column, settings) : new Scalar<T>(column, settings);

    private abstract class Cell<T>(TextColumn column, TextSettings settings) : TextCell
    {
        private readonly DataViewType _type = column.Type.GetItemType();

        protected TextColumn Column => column;

        /// <summary>What stands where a line has no field: like an empty one.</summary>
        protected T Absent { get; } = settings.MissingRealsAreNaN && TextValues.IsReal(column.Type.GetItemType()) ? TextValues.Missing<T>() : default!;

        protected T Parse(ReadOnlyMemory<char> field, ref int bad, Func<string> place)
        {
            if (TextValues.TryParse(field, _type, settings, out T value))
                return value;
            if (!TextValues.HasMissing(_type))
                throw Contracts.Except($"Could not parse value {field} in {place()}");
            bad++;
            return TextValues.Missing<T>();
        }
    }

    private sealed class Scalar<T>(TextColumn column, TextSettings settings) : Cell<T>(column, settings)
    {
        private T _value = default!;

        public override int Take(List<ReadOnlyMemory<char>> fields, long line)
        {
            int bad = 0;
            int index = Column.Segments[0].First;
            _value = index < fields.Count ? Parse(fields[index], ref bad, () => $"line {line}, column {Column.Name}") : Absent;
            return bad;
        }

        public override Delegate Getter(Action check) => (ValueGetter<T>)((ref T target) =>
        {
            check();
            target = _value;
        });
    }

    private sealed class Vector<T>(TextColumn column, TextSettings settings) : Cell<T>(column, settings)
    {
        private VBuffer<T> _value;

        public override int Take(List<ReadOnlyMemory<char>> fields, long line)
        {
            int bad = 0;
            int size = Column.Segments.Sum(segment => Math.Max(0, End(segment.End, fields.Count) - segment.First));
            var editor = VBufferEditor.Create(ref _value, size);
            int slot = 0;
            foreach (var (first, end) in Column.Segments)
            {
                for (int i = first; i < End(end, fields.Count); i++, slot++)
                    editor.Values[slot] = i < fields.Count ? Parse(fields[i], ref bad, () => $"slot {slot} of column {Column.Name} in line {line}") : Absent;
            }
            _value = editor.Commit();
            return bad;
        }

        public override Delegate Getter(Action check) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> target) =>
        {
            check();
            _value.CopyTo(ref target);
        });

        private static int End(int end, int count) => end == int.MaxValue ? count : end;
    }
}
