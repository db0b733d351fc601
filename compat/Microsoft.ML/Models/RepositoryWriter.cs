using System.IO.Compression;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Writes an archive. An entry is written when it is closed, since its header is known at its end only.</summary>
internal sealed class RepositoryWriter : Repository
{
    // Nobody reads it; ML.NET puts its product version here.
    private const string VersionText = "5.0.0+SeNetMl.Compat.MicrosoftML";

    private readonly ZipArchive _archive;
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    private RepositoryWriter(Stream stream, IExceptionContext? ectx)
        : base(ectx) => _archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);

    public static RepositoryWriter CreateNew(Stream stream, IExceptionContext? ectx = null)
    {
        ectx.CheckValue(stream, nameof(stream));
        var repository = new RepositoryWriter(stream, ectx);
        using var entry = repository.CreateEntry("TrainingInfo", "Version.txt");
        using var writer = new StreamWriter(entry.Stream, leaveOpen: true);
        writer.WriteLine(VersionText);
        return repository;
    }

    public Entry CreateEntry(string name) => CreateEntry(null, name);

    public Entry CreateEntry(string? dir, string name)
    {
        ExceptionContext.Check(!IsDisposed);
        string path = PathOf(dir, name);
        if (!_paths.Add(path))
            throw ExceptionContext.ExceptParam(nameof(name), "Duplicate entry: '{0}'", path);
        return Add(path, OpenTemporary());
    }

    public void Commit()
    {
        ExceptionContext.Check(!IsDisposed);
        Dispose();
    }

    protected override void Close() => _archive.Dispose();

    protected override void OnDispose(Entry entry)
    {
        using var source = entry.Stream;
        using var target = _archive.CreateEntry(entry.Path).Open();
        source.Position = 0;
        source.CopyTo(target);
    }
}
