using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Model;

/// <summary>
/// The pictures of a data view in batches, read by a cursor of its own over nothing but the feature column. While one batch is in use, the
/// next is prepared on another thread. Used by one thread at a time.
/// </summary>
internal sealed class PicturesAhead : IDisposable
{
    private readonly DataViewRowCursor _cursor;
    private readonly ValueGetter<DataViewRowId> _id;
    private readonly RowPicture _picture;
    private readonly int _size;
    private PictureBatch _present;
    private PictureBatch _next;
    private Task? _work;
    private long _working;
    private long _rows;
    private volatile bool _stopped;

    internal PicturesAhead(IDataView source, ScoringColumns columns, EvaluationTransform evaluation, int size, int pictureBytes)
    {
        _size = size;
        _cursor = source.GetLazyCursor([columns.Feature]);
        _id = _cursor.GetIdGetter();
        _picture = new RowPicture(columns.Pictures.GetGetter(_cursor), evaluation);
        (_present, _next) = (new PictureBatch(size, pictureBytes), new PictureBatch(size, pictureBytes));
    }

    /// <summary>The batch of that number, counted from 0; rows before it that nobody asked for are passed without decoding.</summary>
    /// <param name="number">Larger than in the call before.</param>
    /// <returns>Good until the next call.</returns>
    internal PictureBatch Take(long number)
    {
        if (_work is null || _working != number)
        {
            Settle();
            Start(number);
        }
        Settle();
        (_present, _next) = (_next, _present);
        if (_present.IsFull)
            Start(number + 1);
        return _present;
    }

    /// <summary>Stops the other thread before its next row and waits for that.</summary>
    public void Dispose()
    {
        _stopped = true;
        Settle();
        _cursor.Dispose();
    }

    private void Start(long number)
    {
        _working = number;
        _work = Task.Run(() => _next.Fill(number * _size, () => MoveTo(number * _size), _id, _picture));
    }

    /// <summary>What goes wrong there is kept in the batch.</summary>
    private void Settle()
    {
        _work?.GetAwaiter().GetResult();
        _work = null;
    }

    /// <summary>Moves one row on, and to the first one of the batch if that is further.</summary>
    private bool MoveTo(long first)
    {
        do
        {
            if (_stopped || !_cursor.MoveNext())
                return false;
            _rows++;
        }
        while (_rows <= first);
        return true;
    }
}

/// <summary>Room for the prepared pictures of some rows that follow each other, filled again and again.</summary>
internal sealed class PictureBatch(int size, int pictureBytes)
{
    private Exception? _failure;
    private long _failedRow;

    internal byte[] Pixels { get; } = GC.AllocateUninitializedArray<byte>(size * pictureBytes);

    internal DataViewRowId[] Ids { get; } = new DataViewRowId[size];

    /// <summary>The rows that are here.</summary>
    internal int Count { get; private set; }

    internal bool IsFull => Count == size;

    /// <summary>Reads as many rows as there is room for, up to the first that cannot be read.</summary>
    /// <param name="firstRow">The number of the first, for messages.</param>
    /// <param name="next">Moves to the next row; false at the end.</param>
    /// <param name="id">Tells its id.</param>
    /// <param name="picture">Prepares its picture.</param>
    internal void Fill(long firstRow, Func<bool> next, ValueGetter<DataViewRowId> id, RowPicture picture)
    {
        (Count, _failure) = (0, null);
        try
        {
            while (!IsFull && next())
            {
                id(ref Ids[Count]);
                picture.Read(Pixels.AsSpan(Count * pictureBytes, pictureBytes));
                Count++;
            }
        }
        catch (Exception e)
        {
            (_failure, _failedRow) = (e, firstRow + Count);
        }
    }

    /// <summary>Throws, for a row that is not here, what kept it away.</summary>
    internal void ThrowIfFailed()
    {
        switch (_failure)
        {
            case null:
                return;
            case BadPictureException bad:
                throw RowPicture.Unreadable(bad, _failedRow);
            case OperationCanceledException or ObjectDisposedException:
                ExceptionDispatchInfo.Throw(_failure);
                return;
            default:
                throw new InvalidOperationException($"Row {_failedRow} cannot be read: {_failure.Message}", _failure);
        }
    }
}
