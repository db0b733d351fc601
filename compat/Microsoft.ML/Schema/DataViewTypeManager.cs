using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Which column type stands for which custom .NET type.</summary>
public static class DataViewTypeManager
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<(Type, DataViewTypeAttribute?), DataViewType> s_types = [];
    private static readonly Dictionary<DataViewType, (Type, DataViewTypeAttribute?)> s_rawTypes = [];

    public static void Register(DataViewType dataViewType, Type type, DataViewTypeAttribute? typeAttribute = null)
    {
        lock (s_gate)
        {
            if (ColumnTypes.PrimitiveOrNull(type) is not null || type == typeof(VBuffer<>) || type == typeof(Nullable<>))
                throw Contracts.ExceptParam(nameof(type), $"Type {type} has been registered as ML.NET's default supported type, so it can't not be registered again.");
            var raw = (type, typeAttribute);
            if (s_types.TryGetValue(raw, out var knownType) && !knownType.Equals(dataViewType))
                throw Contracts.ExceptParam(nameof(type), $"Repeated type register. The raw type {type} has been associated with {knownType} so it cannot be associated with {dataViewType}.");
            if (s_rawTypes.TryGetValue(dataViewType, out var knownRaw) && !knownRaw.Equals(raw))
                throw Contracts.ExceptParam(nameof(dataViewType), $"Repeated type register. The DataView type {dataViewType} has been associated with {knownRaw.Item1} so it cannot be associated with {type}.");
            s_types[raw] = dataViewType;
            s_rawTypes[dataViewType] = raw;
        }
    }

    /// <summary>Whether a .NET type was registered for that very type of columns.</summary>
    internal static bool Knows(DataViewType dataViewType)
    {
        lock (s_gate)
            return s_rawTypes.ContainsKey(dataViewType);
    }

    internal static DataViewType? Find(Type type, IEnumerable<Attribute> attributes)
    {
        var own = attributes.OfType<DataViewTypeAttribute>().ToArray();
        if (own.Length > 1)
            throw Contracts.ExceptParam(nameof(type), "Type {0} cannot be marked with multiple attributes, {1}, derived from {2}.", type.Name, own, typeof(DataViewTypeAttribute));
        lock (s_gate)
            return s_types.GetValueOrDefault((type, own.FirstOrDefault()));
    }
}
