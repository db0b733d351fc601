using System.Numerics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Adds the column that splits are made by: numbers from 0 to 1, by chance or by the value of another column.</summary>
internal sealed class SplitColumn : TransformedView
{
    private const int DefaultSeed = 42;
    private const uint DefaultHashSeed = 314489979;
    private const uint HashMask = (1u << 30) - 1;

    private readonly AddedColumns _columns;
    private readonly int _source;
    private readonly Func<DataViewRow, Delegate> _getter;

    private SplitColumn(IHostEnvironment env, IDataView input, int source, DataViewType type, Func<DataViewRow, Delegate> getter)
        : base(env, "GenerateNumber", input)
    {
        (_source, _getter) = (source, getter);
        _columns = new AddedColumns(input.Schema, [new DataViewSchema.DetachedColumn(input.Schema.GetTempColumnName(nameof(SplitColumn)), type)]);
    }

    public override DataViewSchema Schema => _columns.Schema;

    public DataViewSchema.Column Column => Schema[_columns.Indices[0]];

    /// <summary>Random numbers belong to places, so nothing may shuffle the rows under them.</summary>
    public override bool CanShuffle => _source >= 0 && Source.CanShuffle;

    public static SplitColumn ByChance(IHostEnvironment env, IDataView input, int? seed) =>
        new(env, input, -1, NumberDataViewType.Single, row => Random(row, TauswortheHybrid.Create(seed ?? DefaultSeed)));

    public static SplitColumn ByValue(IHostEnvironment env, IDataView input, string name, int? seed)
    {
        if (input.Schema.GetColumnOrNull(name) is not { } column)
            throw env.ExceptSchemaMismatch("samplingKeyColumn", "SamplingKeyColumn", name);
        uint hashSeed = seed is { } own ? (uint)own : DefaultHashSeed;
        var hashed = new KeyDataViewType(typeof(uint), HashMask + 1UL);
        return column.Type switch
        {
            KeyDataViewType key => new(env, input, column.Index, key, row => row.GetGetter(row.Schema[column.Index])),
            TextDataViewType => new(env, input, column.Index, hashed, row => TextHash(row.GetGetter<ReadOnlyMemory<char>>(row.Schema[column.Index]), hashSeed)),
            NumberDataViewType number when number == NumberDataViewType.Single => new(env, input, column.Index, number, Scaled<float>(input, column)),
            NumberDataViewType number when number == NumberDataViewType.Double => new(env, input, column.Index, number, Scaled<double>(input, column)),
            _ => throw env.ExceptNotSupp($"Splitting by a column of type {column.Type} is not part of this subset of ML.NET."),
        };
    }

    public override long? GetRowCount() => Source.GetRowCount();

    protected override DataViewRowCursor GetCursor(bool[] active, Random? rand)
    {
        var needed = _columns.ActiveInput(active);
        if (_source >= 0)
            needed[_source] |= active[Column.Index];
        return new Cursor(Host, Source.GetRowCursor(Source.Schema.Where(needed), rand), this, active);
    }

    private static Delegate Random(DataViewRow row, TauswortheHybrid random)
    {
        long last = -1;
        float value = 0;
        return (ValueGetter<float>)((ref float target) =>
        {
            for (; last < row.Position; last++)
                value = random.NextSingle();
            target = value;
        });
    }

    /// <summary>The range of the column as 0 to 1.</summary>
    private static Func<DataViewRow, Delegate> Scaled<T>(IDataView input, DataViewSchema.Column column)
        where T : struct, IFloatingPointIeee754<T>
    {
        var (minimum, maximum) = (T.PositiveInfinity, T.NegativeInfinity);
        using (var cursor = input.GetRowCursor([column]))
        {
            var get = cursor.GetGetter<T>(cursor.Schema[column.Index]);
            T value = default;
            while (cursor.MoveNext())
            {
                get(ref value);
                if (!T.IsNaN(value))
                    (minimum, maximum) = (T.Min(minimum, value), T.Max(maximum, value));
            }
        }
        T scale = maximum > minimum ? T.One / (maximum - minimum) : T.Zero;
        T offset = scale == T.Zero ? T.Zero : minimum;
        return row =>
        {
            var get = row.GetGetter<T>(row.Schema[column.Index]);
            return (ValueGetter<T>)((ref T target) =>
            {
                get(ref target);
                target = (target - offset) * scale;
            });
        };
    }

    private static Delegate TextHash(ValueGetter<ReadOnlyMemory<char>> get, uint seed)
    {
        ReadOnlyMemory<char> text = default;
        return (ValueGetter<uint>)((ref uint target) =>
        {
            get(ref text);
            target = text.IsEmpty ? 0 : (TextHashing.Hash(seed, text.Span.Trim(' ')) & HashMask) + 1;
        });
    }

    private sealed class Cursor(IChannelProvider provider, DataViewRowCursor input, SplitColumn view, bool[] active) : SynchronizedCursor(provider, input)
    {
        private readonly Delegate? _own = active[view.Column.Index] ? view._getter(input) : null;

        public override DataViewSchema Schema => view.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            int source = view._columns.Source(column.Index, out bool isInput);
            return isInput ? Input.GetGetter<TValue>(Input.Schema[source]) : RowColumns.Typed<TValue>(_own, Channel);
        }
    }
}
