using System.Runtime.ExceptionServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>Shrinks a decoded picture to the size that is stored; one instance a thread.</summary>
internal delegate void PictureShrinker(RgbView decoded, RgbBuffer into);

/// <summary>
/// Reads the labeled pictures of a data view once, on several threads. A column of images decodes on the thread of the cursor that asks,
/// so each worker opens its own cursor and asks for the pictures of its share of rows only. The cursors must show the same rows in the
/// same order; where they do not, one cursor reads all.
/// </summary>
internal sealed class PictureLoader
{
    /// <summary>Neighboring rows that one worker takes before the next one's share: enough that reading files stays sequential.</summary>
    private const int Stripe = 8;

    /// <summary>The data.</summary>
    internal required IDataView Data { get; init; }

    /// <summary>Which columns to read.</summary>
    internal required PictureColumns Columns { get; init; }

    /// <summary>Makes the shrinker of a worker.</summary>
    internal required Func<PictureShrinker> Shrinker { get; init; }

    /// <summary>Bytes of pixels to keep in memory.</summary>
    internal required long MemoryBudget { get; init; }

    /// <summary>The folder for pixels beyond the budget.</summary>
    internal required string TemporaryFolder { get; init; }

    /// <summary>Threads that decode.</summary>
    internal required int Workers { get; init; }

    /// <summary>Whether a picture that cannot be read is left out; else it ends the loading.</summary>
    internal required bool SkipsBadPictures { get; init; }

    /// <summary>Told of the pictures read so far, from any worker's thread.</summary>
    internal Action<int>? Progress { get; init; }

    /// <summary>Throws when the loading is to be given up; called from any worker's thread.</summary>
    internal Action CheckAlive { get; init; } = () => { };

    /// <summary>Reads all rows.</summary>
    /// <exception cref="BadPictureException">A picture cannot be read; the message names the first one's row,
    /// and its file where the data tell.</exception>
    internal PictureSet Load()
    {
        var set = Load(Workers);
        return set ?? Load(workers: 1)!;
    }

    /// <summary>Null where the workers' cursors did not agree.</summary>
    private PictureSet? Load(int workers)
    {
        var store = new PictureStore(MemoryBudget, TemporaryFolder);
        try
        {
            var shared = new SharedProgress(Progress);
            var shares = Enumerable.Range(0, workers).Select(worker => new Share(this, store, worker, workers, shared)).ToArray();
            if (workers == 1)
                shares[0].Read();
            else
                RunOnThreads(shares);
            if (shares.MinBy(share => share.FailedRow) is { Failure: { } failure })
                ExceptionDispatchInfo.Throw(failure);
            if (shares.Any(share => share.Rows != shares[0].Rows))
            {
                store.Dispose();
                return null;
            }
            return Gather(store, shares);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static void RunOnThreads(Share[] shares)
    {
        var threads = shares.Select(share => new Thread(share.Read) { IsBackground = true, Name = "SE-ResNet picture loader" }).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
    }

    private static PictureSet Gather(PictureStore store, Share[] shares)
    {
        var pictures = shares.SelectMany(share => share.Pictures).OrderBy(picture => picture.Row).ToList();
        var skipped = shares.SelectMany(share => share.Skipped).OrderBy(picture => picture.Row).ToList();
        return new PictureSet(store, pictures, skipped, shares.Sum(share => share.WithoutLabel));
    }

    /// <summary>What one worker reads.</summary>
    private sealed class Share(PictureLoader loader, PictureStore store, int worker, int workers, SharedProgress shared)
    {
        internal List<LoadedPicture> Pictures { get; } = [];

        internal List<SkippedPicture> Skipped { get; } = [];

        internal long WithoutLabel { get; private set; }

        /// <summary>How many rows the cursor showed, and a hash of their ids in order.</summary>
        internal (long Count, ulong Ids) Rows { get; private set; }

        internal long FailedRow { get; private set; } = long.MaxValue;

        internal Exception? Failure { get; private set; }

        internal void Read()
        {
            long row = -1;
            try
            {
                using var cursor = loader.Data.GetLazyCursor(loader.Columns.Of(loader.Data.Schema));
                var reader = new RowReader(loader, cursor);
                // Up to the first failure of anyone and no further: then it is the same one whatever the threads' luck.
                for (row = 0; row < shared.FirstFailure && cursor.MoveNext(); row++)
                {
                    Rows = reader.Follow(Rows);
                    if (row / Stripe % workers == worker)
                        Take(reader, row);
                }
            }
            catch (Exception e)
            {
                (FailedRow, Failure) = (row, e);
                shared.Fail(row);
            }
        }

        private void Take(RowReader reader, long row)
        {
            loader.CheckAlive();
            if (reader.Label() is not { } label)
            {
                WithoutLabel++;
                return;
            }
            try
            {
                Pictures.Add(new LoadedPicture(row, label, store.Add(reader.Picture())));
            }
            catch (BadPictureException e) when (loader.SkipsBadPictures)
            {
                Skipped.Add(new SkippedPicture(row, e.Path ?? reader.Path(), e.Message));
            }
            catch (BadPictureException e)
            {
                var path = e.Path ?? reader.Path();
                throw new BadPictureException(
                    $"Cannot read the picture of {Named(row, path)}: {e.Message} "
                    + "Repair or remove it, or set Options.OnBadImage to Skip.", e) { Path = path };
            }
            shared.Done();
        }

        private static string Named(long row, string? path) => path is null ? $"row {row}" : $"row {row}, '{path}'";
    }

    /// <summary>What the workers tell each other.</summary>
    private sealed class SharedProgress(Action<int>? progress)
    {
        private long _firstFailure = long.MaxValue;
        private int _done;

        internal long FirstFailure => Interlocked.Read(ref _firstFailure);

        internal void Fail(long row)
        {
            for (var first = FirstFailure; row < first;)
                first = Interlocked.CompareExchange(ref _firstFailure, row, first) == first ? row : FirstFailure;
        }

        internal void Done() => progress?.Invoke(Interlocked.Increment(ref _done));
    }

    /// <summary>The getters of one cursor.</summary>
    private sealed class RowReader(PictureLoader loader, DataViewRowCursor cursor)
    {
        private readonly ValueGetter<DataViewRowId> _id = cursor.GetIdGetter();
        private readonly PictureGetter _picture = loader.Columns.Pictures.GetGetter(cursor);
        private readonly Func<int?> _label = loader.Columns.LabelGetter(cursor);
        private readonly Func<string?> _path = loader.Columns.PathGetter(cursor);
        private readonly PictureShrinker _shrink = loader.Shrinker();
        private readonly RgbBuffer _decoded = new();
        private readonly RgbBuffer _shrunk = new();

        internal (long Count, ulong Ids) Follow((long Count, ulong Ids) rows)
        {
            DataViewRowId id = default;
            _id(ref id);
            return (rows.Count + 1, unchecked(((rows.Ids ^ id.Low) * 0x9E3779B97F4A7C15) ^ id.High));
        }

        internal int? Label() => _label();

        internal string? Path() => _path();

        internal RgbView Picture()
        {
            _picture(_decoded);
            _shrink(_decoded.View, _shrunk);
            return _shrunk.View;
        }
    }
}
