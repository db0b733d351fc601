using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A cursor that counts its own rows; done, it disposes itself.</summary>
internal abstract class RootCursor : DataViewRowCursor
{
    protected readonly IChannel Channel;

    private long _position = -1;
    private bool _isDisposed;

    protected RootCursor(IChannelProvider provider) => Channel = provider.Start("Cursor");

    public sealed override long Position => _position;

    protected bool IsGood => _position >= 0;

    public sealed override bool MoveNext()
    {
        if (_isDisposed)
            return false;
        if (MoveNextCore())
        {
            _position++;
            return true;
        }
        Dispose();
        return false;
    }

    protected abstract bool MoveNextCore();

    protected override void Dispose(bool disposing)
    {
        if (_isDisposed)
            return;
        if (disposing)
        {
            Channel.Dispose();
            _position = -1;
        }
        _isDisposed = true;
        base.Dispose(disposing);
    }
}

/// <summary>A root cursor over another cursor, whose rows it drops or reorders.</summary>
internal abstract class LinkedCursor(IChannelProvider provider, DataViewRowCursor input) : RootCursor(provider)
{
    protected DataViewRowCursor Input { get; } = input;

    public override DataViewSchema Schema => Input.Schema;

    public override long Batch => Input.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => Input.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Input.GetGetter<TValue>(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Input.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>A cursor that has a row for each row of another one.</summary>
internal abstract class SynchronizedCursor(IChannelProvider provider, DataViewRowCursor input) : DataViewRowCursor
{
    protected readonly IChannel Channel = provider.Start("Cursor");

    private bool _isDisposed;

    public sealed override long Position => Input.Position;

    public sealed override long Batch => Input.Batch;

    protected DataViewRowCursor Input { get; } = input;

    public sealed override bool MoveNext() => Input.MoveNext();

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => Input.GetIdGetter();

    protected override void Dispose(bool disposing)
    {
        if (_isDisposed)
            return;
        if (disposing)
        {
            Input.Dispose();
            Channel.Dispose();
        }
        _isDisposed = true;
        base.Dispose(disposing);
    }
}
