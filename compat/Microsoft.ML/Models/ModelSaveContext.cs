using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where a component writes its part of a model: a stream of its own, with a table of strings.</summary>
public sealed class ModelSaveContext : IDisposable
{
    internal readonly RepositoryWriter? Repository;
    internal readonly string? Directory;
    internal readonly BinaryWriter Writer;
    internal readonly long FpMin;
    internal ModelHeader Header = ModelHeader.New();

    private readonly Repository.Entry? _entry;
    private readonly IExceptionContext? _context;
    private readonly Dictionary<string, int> _strings = new(StringComparer.Ordinal);
    private string? _assemblyName;
    private bool _isDisposed;

    internal ModelSaveContext(RepositoryWriter rep, string? dir, string name)
    {
        Contracts.CheckValue(rep, nameof(rep));
        (Repository, Directory, _context) = (rep, dir, rep.ExceptionContext);
        _context.CheckNonEmpty(name, nameof(name));
        _entry = rep.CreateEntry(dir, name);
        Writer = new BinaryWriter(_entry.Stream, Encoding.UTF8, leaveOpen: true);
        FpMin = Begin();
    }

    internal ModelSaveContext(BinaryWriter writer, IExceptionContext? ectx = null)
    {
        ectx.CheckValue(writer, nameof(writer));
        (Writer, _context) = (writer, ectx);
        FpMin = Begin();
    }

    internal bool InRepository => Repository is not null;

    public void Dispose()
    {
        if (!InRepository || _isDisposed)
            return;
        _isDisposed = true;
        Writer.Dispose();
        _entry!.Dispose();
    }

    internal static void SaveModel<T>(RepositoryWriter rep, T? value, string? path)
        where T : class
    {
        if (value is not ICanSaveModel saver)
            return;
        using var ctx = new ModelSaveContext(rep, path, ModelLoadContext.ModelStreamName);
        saver.Save(ctx);
        ctx.Done();
    }

    internal void SaveModel<T>(T? value, string name)
        where T : class
    {
        _context.Check(InRepository, "Can't save a sub-model when writing to a single stream");
        SaveModel(Repository!, value, Path.Combine(Directory ?? "", name));
    }

    internal void SaveSubModel(string dir, Action<ModelSaveContext> fn)
    {
        _context.Check(InRepository, "Can't save a sub-model when writing to a single stream");
        _context.CheckNonEmpty(dir, nameof(dir));
        _context.CheckValue(fn, nameof(fn));
        using var ctx = new ModelSaveContext(Repository!, Path.Combine(Directory ?? "", dir), ModelLoadContext.ModelStreamName);
        fn(ctx);
        ctx.Done();
    }

    internal void SaveBinaryStream(string name, Action<BinaryWriter> action)
    {
        using var entry = StreamEntry(name, action);
        using var writer = new BinaryWriter(entry.Stream, Encoding.UTF8, leaveOpen: true);
        action(writer);
    }

    internal void SaveTextStream(string name, Action<TextWriter> action)
    {
        using var entry = StreamEntry(name, action);
        using var writer = new StreamWriter(entry.Stream, leaveOpen: true);
        action(writer);
    }

    internal void SaveString(string str)
    {
        _context.CheckValue(str, nameof(str));
        WriteString(str);
    }

    internal void SaveString(ReadOnlyMemory<char> str) => WriteString(str.ToString());

    internal void SaveStringOrNull(string? str)
    {
        if (str is null)
            Writer.Write(-1);
        else
            WriteString(str);
    }

    internal void SaveNonEmptyString(string str)
    {
        _context.CheckParam(!string.IsNullOrEmpty(str), nameof(str));
        WriteString(str);
    }

    internal void SaveNonEmptyString(ReadOnlyMemory<char> str) => WriteString(str.ToString());

    internal void SetVersionInfo(VersionInfo ver)
    {
        Header.SetVersionInfo(ver);
        _assemblyName = ver.LoaderAssemblyName;
    }

    internal void CheckAtModel() => _context.Check(Writer.BaseStream.Position == FpMin + Header.FpModel);

    /// <summary>Writes what stands behind the component's data, then the header.</summary>
    internal void Done()
    {
        _context.Check(Header.ModelSignature != 0, "ModelSignature not specified!");
        Writer.Flush();
        Header.CbModel = Position - Header.FpModel;
        WriteStrings();
        if (!string.IsNullOrEmpty(_assemblyName))
        {
            Header.FpAssemblyName = Position;
            Header.CbAssemblyName = (uint)_assemblyName.Length * sizeof(char);
            Writer.Write(Encoding.Unicode.GetBytes(_assemblyName));
        }
        Header.FpTail = Position;
        Writer.Write(ModelHeader.TailSignatureValue);
        Header.FpLim = Position;
        Header.Check(Header.FpLim);
        Writer.BaseStream.Position = FpMin;
        Header.Write(Writer);
        Writer.Flush();
        Writer.BaseStream.Position = FpMin + Header.FpLim;
        Dispose();
    }

    private long Position => Writer.BaseStream.Position - FpMin;

    private long Begin()
    {
        Writer.Flush();
        long start = Writer.BaseStream.Position;
        default(ModelHeader).Write(Writer);
        return start;
    }

    private void WriteString(string text)
    {
        if (!_strings.TryGetValue(text, out int id))
            _strings.Add(text, id = _strings.Count);
        Writer.Write(id);
    }

    private void WriteStrings()
    {
        if (_strings.Count == 0)
            return;
        string[] strings = [.. _strings.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
        Header.FpStringTable = Position;
        Header.CbStringTable = strings.Length * sizeof(long);
        long end = 0;
        foreach (string text in strings)
            Writer.Write(end += text.Length * sizeof(char));
        Header.FpStringChars = Position;
        Header.CbStringChars = end;
        foreach (string text in strings)
        {
            foreach (char symbol in text)
                Writer.Write((ushort)symbol);
        }
    }

    private Repository.Entry StreamEntry(string name, object action)
    {
        _context.Check(InRepository, "Can't save a text stream when writing to a single stream");
        _context.CheckNonEmpty(name, nameof(name));
        _context.CheckValue(action, nameof(action));
        return Repository!.CreateEntry(Directory, name);
    }
}
