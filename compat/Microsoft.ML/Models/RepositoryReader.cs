using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Reads an archive: small entries in memory, large ones in a temporary file.</summary>
internal sealed class RepositoryReader : Repository
{
    private const int InMemory = 1 << 20;

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    private RepositoryReader(Stream stream, IExceptionContext? ectx)
        : base(ectx)
    {
        try
        {
            _archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in _archive.Entries)
                _entries[Normalized(entry.FullName)] = entry;
        }
        catch (Exception ex)
        {
            throw ectx.ExceptDecode(ex, "Failed to open a zip archive");
        }
    }

    public static RepositoryReader Open(Stream stream, IExceptionContext? ectx = null)
    {
        ectx.CheckValue(stream, nameof(stream));
        return new RepositoryReader(stream, ectx);
    }

    public Entry? OpenEntryOrNull(string name) => OpenEntryOrNull(null, name);

    public Entry? OpenEntryOrNull(string? dir, string name)
    {
        ExceptionContext.Check(!IsDisposed);
        string path = PathOf(dir, name);
        return _entries.TryGetValue(path, out var entry) ? Add(path, Extract(entry)) : null;
    }

    protected override void Close() => _archive.Dispose();

    protected override void OnDispose(Entry entry) => entry.Stream.Dispose();

    private Stream Extract(ZipArchiveEntry entry)
    {
        var target = entry.Length <= InMemory ? new MemoryStream() : OpenTemporary();
        try
        {
            using var source = entry.Open();
            Copy(source, target, entry.Length);
            target.Position = 0;
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>Copies as many bytes as the archive promises, and throws if there are more or fewer.</summary>
    private void Copy(Stream source, Stream target, long length)
    {
        var buffer = new byte[1 << 16];
        long copied = 0;
        for (int read; (read = source.Read(buffer)) > 0; copied += read)
        {
            ExceptionContext.CheckDecode(read <= length - copied, "Corrupt model file");
            target.Write(buffer, 0, read);
        }
        ExceptionContext.CheckDecode(copied == length, "Corrupt model file");
    }
}
