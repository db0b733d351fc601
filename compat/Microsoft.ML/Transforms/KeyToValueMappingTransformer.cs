using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(KeyToValueMappingTransformer), null, typeof(SignatureLoadModel), "Key To Value Transform", KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Turns keys back into the values that they stand for, by their key values; what is missing becomes NaN, or the default.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";

    private static readonly VersionInfo s_version = new("KEY2VALT", 0x00010001, 0x00010001, 0x00010001, GenuineAssembly.Data, LoaderSignature);

    internal KeyToValueMappingTransformer(IHostEnvironment env, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(KeyToValueMappingTransformer)), columns)
    {
    }

    private KeyToValueMappingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
    }

    private static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(s_version);
        return new KeyToValueMappingTransformer(env.Register(nameof(KeyToValueMappingTransformer)), ctx);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(s_version);
        SaveColumns(ctx);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : OneToOneMapperBase
    {
        private readonly KeyToValueMappingTransformer _parent;
        private readonly VectorDataViewType[] _values;

        public Mapper(KeyToValueMappingTransformer parent, DataViewSchema schema)
            : base(parent.Host.Register(nameof(Mapper)), parent, schema)
        {
            _parent = parent;
            _values = [.. Sources.Select(source => ValuesOf(schema[source]))];
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => [.. Enumerable.Range(0, Sources.Length).Select(Output)];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            var column = input.Schema[Sources[iinfo]];
            Delegate maker = column.Type is VectorDataViewType ? VectorGetter<int, int> : ScalarGetter<int, int>;
            return Generic.Call<Delegate>(maker, [column.Type.GetItemType().RawType, _values[iinfo].ItemType.RawType], input, column);
        }

        private VectorDataViewType ValuesOf(DataViewSchema.Column column)
        {
            var type = column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues)?.Type as VectorDataViewType;
            Host.Check(type is not null, "Metadata KeyValues does not exist");
            Host.Check(type.Size == column.Type.GetItemType().GetKeyCountAsInt32(Host), "KeyValues metadata size does not match column type key count");
            return type;
        }

        private DataViewSchema.DetachedColumn Output(int i)
        {
            var source = InputSchema[Sources[i]];
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.Add(source.Annotations, kind => kind == AnnotationUtils.Kinds.SlotNames);
            DataViewType type = source.Type is VectorDataViewType vector ? new VectorDataViewType(_values[i].ItemType, vector.Dimensions) : _values[i].ItemType;
            return new DataViewSchema.DetachedColumn(_parent.ColumnPairs[i].outputColumnName, type, annotations.ToAnnotations());
        }

        private static Delegate ScalarGetter<TKey, TValue>(DataViewRow input, DataViewSchema.Column column)
        {
            var map = Map<TKey, TValue>(column);
            var get = input.GetGetter<TKey>(column);
            TKey key = default!;
            return (ValueGetter<TValue>)((ref TValue target) =>
            {
                get(ref key);
                target = map(key);
            });
        }

        /// <summary>A sparse vector of keys stays sparse where what is missing is the default.</summary>
        private static Delegate VectorGetter<TKey, TValue>(DataViewRow input, DataViewSchema.Column column)
        {
            var map = Map<TKey, TValue>(column);
            var get = input.GetGetter<VBuffer<TKey>>(column);
            bool staysSparse = IsDefault(Missing<TValue>());
            VBuffer<TKey> keys = default;
            var values = new SparseBuilder<TValue>();
            return (ValueGetter<VBuffer<TValue>>)((ref VBuffer<TValue> target) =>
            {
                get(ref keys);
                bool skips = staysSparse && !keys.IsDense;
                foreach (var (slot, key) in keys.Items(all: !skips))
                {
                    var value = map(key);
                    if (!skips || !IsDefault(value))
                        values.Add(slot, value);
                }
                values.MoveTo(ref target, keys.Length);
            });
        }

        private static Func<TKey, TValue> Map<TKey, TValue>(DataViewSchema.Column column)
        {
            VBuffer<TValue> all = default;
            column.GetKeyValues(ref all);
            TValue[] values = [.. all.DenseValues()];
            var missing = Missing<TValue>();
            TValue Of(ulong key) => key > 0 && key <= (ulong)values.Length ? values[key - 1] : missing;
            return typeof(TKey) == typeof(uint)
                ? (Func<TKey, TValue>)(object)(Func<uint, TValue>)(key => Of(key))
                : key => Of(Convert.ToUInt64(key, CultureInfo.InvariantCulture));
        }

        private static TValue Missing<TValue>() =>
            typeof(TValue) == typeof(float) ? (TValue)(object)float.NaN : typeof(TValue) == typeof(double) ? (TValue)(object)double.NaN : default!;

        private static bool IsDefault<TValue>(TValue value) =>
            value is ReadOnlyMemory<char> text ? text.IsEmpty : EqualityComparer<TValue>.Default.Equals(value, default);
    }
}
