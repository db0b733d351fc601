using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Placeholder until the next commit.</summary>
internal sealed class CacheDataView(IHostEnvironment env, IDataView input, int[] prefetch) : TransformedView(env, "CacheDataView", input)
{
    private readonly int[] _prefetch = prefetch;

    public override long? GetRowCount() => _prefetch.Length >= 0 ? Source.GetRowCount() : null;

    protected override DataViewRowCursor GetCursor(bool[] active, Random? rand) => Source.GetRowCursor(Source.Schema.Where(active), rand);
}
