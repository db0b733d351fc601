using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A data view without its first rows, or with no more than so many.</summary>
internal sealed class SkipTakeView(IHostEnvironment env, IDataView input, long skip, long take) : TransformedView(env, "SkipTakeFilter", input)
{
    public override bool CanShuffle => false;

    public override long? GetRowCount() => Source.GetRowCount() is { } count ? Math.Min(Math.Max(0, count - skip), take) : null;

    protected override DataViewRowCursor GetCursor(bool[] active, Random? rand) =>
        new Cursor(Host, Source.GetRowCursor(Source.Schema.Where(active)), skip, take);

    private sealed class Cursor(IChannelProvider provider, DataViewRowCursor input, long skip, long take) : LinkedCursor(provider, input)
    {
        private long _toSkip = skip;
        private long _left = take;

        public override long Batch => 0;

        protected override bool MoveNextCore()
        {
            if (_left-- <= 0)
                return false;
            for (; _toSkip > 0; _toSkip--)
            {
                if (!Input.MoveNext())
                    return false;
            }
            return Input.MoveNext();
        }
    }
}
