using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet.Model;

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
            case BadPictureException:
                throw RowPicture.Unreadable(_failure, _failedRow);
            case OperationCanceledException or ObjectDisposedException:
                ExceptionDispatchInfo.Throw(_failure);
                return;
            default:
                throw new InvalidOperationException($"Row {_failedRow} cannot be read: {_failure.Message}", _failure);
        }
    }
}
