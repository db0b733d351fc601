using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>A zip archive of streams. Nothing is ever written to a path that an archive names.</summary>
internal abstract class Repository(IExceptionContext? ectx) : IDisposable
{
    private readonly List<Entry> _open = [];

    public IExceptionContext? ExceptionContext { get; } = ectx;

    protected bool IsDisposed { get; private set; }

    public void Dispose()
    {
        if (IsDisposed)
            return;
        DisposeEntries();
        Close();
        IsDisposed = true;
    }

    protected abstract void Close();

    protected abstract void OnDispose(Entry entry);

    protected void DisposeEntries()
    {
        foreach (var entry in _open.ToArray())
            entry.Dispose();
    }

    protected Entry Add(string path, Stream stream)
    {
        var entry = new Entry(this, path, stream);
        _open.Add(entry);
        return entry;
    }

    /// <summary>The name of an entry as the archive has it. Outside of the archive there is nothing to reach.</summary>
    protected string PathOf(string? dir, string name)
    {
        ExceptionContext.CheckParam(dir is null || !dir.Contains("..", StringComparison.Ordinal), nameof(dir));
        ExceptionContext.CheckParam(!string.IsNullOrWhiteSpace(name), nameof(name));
        ExceptionContext.CheckParam(!name.Contains("..", StringComparison.Ordinal), nameof(name));
        return Normalized(Path.Combine(dir ?? "", name));
    }

    protected static string Normalized(string path) => path.Replace('\\', '/').TrimStart('/');

    /// <summary>A file that goes away with its stream, in the folder that the environment has for such files.</summary>
    protected Stream OpenTemporary()
    {
        string folder = (ExceptionContext as IHostEnvironmentInternal)?.TempFilePath ?? Path.GetTempPath();
        string path = Path.Combine(folder, $"ml_dotnet_{Path.GetRandomFileName()}");
        return new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
    }

    /// <summary>One stream of the archive.</summary>
    public sealed class Entry(Repository owner, string path, Stream stream) : IDisposable
    {
        private bool _isDisposed;

        public string Path { get; } = path;

        public Stream Stream { get; } = stream;

        public void Dispose()
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            owner._open.Remove(this);
            owner.OnDispose(this);
        }
    }
}
