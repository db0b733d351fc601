using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Reads an archive: small entries in memory, large ones in a temporary file.</summary>
internal sealed class RepositoryReader : Repository
{
    private const int InMemory = 1 << 20;

    // What large entries of real models shrink to stays far above this part of their length.
    private const int MaxRatio = 200;

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
        bool isLarge = entry.Length > InMemory;
        ExceptionContext.CheckDecode(!isLarge || entry.Length / MaxRatio <= entry.CompressedLength, "Corrupt model file");
        using var source = entry.Open();
        byte[] head = isLarge && Path.GetFileName(Normalized(entry.FullName)) == ModelLoadContext.ModelStreamName ? Head(source, entry.Length) : [];
        var target = isLarge ? OpenTemporary() : new MemoryStream();
        try
        {
            target.Write(head);
            Copy(source, target, entry.Length - head.Length);
            target.Position = 0;
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>The header of a large part, checked before the rest is unpacked.</summary>
    private byte[] Head(Stream source, long length)
    {
        var bytes = new byte[ModelHeader.Size];
        source.ReadExactly(bytes);
        using var reader = new BinaryReader(new MemoryStream(bytes));
        var header = ModelHeader.Read(reader);
        header.Check(length);
        ExceptionContext.CheckDecode(header.FpLim == length, "Corrupt model file");
        return bytes;
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
