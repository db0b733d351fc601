using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Where a component reads its part of a model.</summary>
internal sealed partial class ModelLoadContext : IDisposable
{
    public const string ModelStreamName = "Model.key";

    internal const string NameBinary = "Model.bin";

    public readonly RepositoryReader? Repository;
    public readonly string? Directory;
    public readonly BinaryReader Reader;
    public readonly string[]? Strings;
    public readonly string? LoaderAssemblyName;
    public readonly long FpMin;

    internal ModelHeader Header;

    private readonly IExceptionContext? _context;

    internal ModelLoadContext(RepositoryReader rep, Repository.Entry ent, string? dir)
        : this(new BinaryReader(ent.Stream, Encoding.UTF8, leaveOpen: true), rep.ExceptionContext)
    {
        (Repository, Directory) = (rep, dir);
    }

    internal ModelLoadContext(BinaryReader reader, IExceptionContext? ectx = null)
    {
        ectx.CheckValue(reader, nameof(reader));
        (Reader, _context) = (reader, ectx);
        FpMin = reader.BaseStream.Position;
        Header = ModelHeader.Read(reader);
        Header.Check(reader.BaseStream.Length - FpMin);
        Strings = ReadStrings();
        LoaderAssemblyName = ReadAssemblyName();
        reader.BaseStream.Position = FpMin + Header.FpModel;
    }

    public bool InRepository => Repository is not null;

    public void Dispose()
    {
        if (InRepository)
            Reader.Dispose();
    }

    public void CheckAtModel() => _context.Check(Reader.BaseStream.Position == FpMin + Header.FpModel);

    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        Header.CheckVersionInfo(ver);
    }

    public void CheckVersionInfo(VersionInfo ver) => Header.CheckVersionInfo(ver);

    public string? LoadStringOrNull()
    {
        int id = Reader.ReadInt32();
        _context.CheckDecode(id >= -1 && id < (Strings?.Length ?? 0));
        return id < 0 ? null : Strings![id];
    }

    public string LoadString()
    {
        int id = Reader.ReadInt32();
        Contracts.CheckDecode(id >= 0 && id < (Strings?.Length ?? 0));
        return Strings![id];
    }

    public string LoadNonEmptyString()
    {
        string text = LoadString();
        _context.CheckDecode(text.Length > 0);
        return text;
    }

    public void Done()
    {
        Contracts.CheckDecode(Header.FpModel + Header.CbModel == Reader.BaseStream.Position - FpMin);
        Reader.BaseStream.Position = Header.FpLim + FpMin;
        Dispose();
    }

    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action)
    {
        using var entry = StreamEntry(name, action);
        if (entry is null)
            return false;
        using var reader = new BinaryReader(entry.Stream, Encoding.UTF8, leaveOpen: true);
        action(reader);
        return true;
    }

    public bool TryLoadTextStream(string name, Action<TextReader> action)
    {
        using var entry = StreamEntry(name, action);
        if (entry is null)
            return false;
        using var reader = new StreamReader(entry.Stream);
        action(reader);
        return true;
    }

    /// <summary>Refuses a count of things that could not be there, before anything is allocated for them.</summary>
    internal void CheckCount(int count, int bytesEach) =>
        _context.CheckDecode(count >= 0 && (long)count * bytesEach <= Header.FpModel + Header.CbModel + FpMin - Reader.BaseStream.Position);

    private Repository.Entry? StreamEntry(string name, object action)
    {
        _context.Check(InRepository, "Can't Load a sub-model when reading from a single stream");
        _context.CheckNonEmpty(name, nameof(name));
        _context.CheckValue(action, nameof(action));
        return Repository!.OpenEntryOrNull(Directory, name);
    }

    private string[]? ReadStrings()
    {
        if (Header.FpStringTable == 0)
            return null;
        Reader.BaseStream.Position = FpMin + Header.FpStringTable;
        var ends = new long[Header.CbStringTable / sizeof(long)];
        for (int i = 0; i < ends.Length; i++)
        {
            ends[i] = Reader.ReadInt64();
            Contracts.CheckDecode(ends[i] >= (i == 0 ? 0 : ends[i - 1]) && ends[i] <= Header.CbStringChars && ends[i] % sizeof(char) == 0);
        }
        Contracts.CheckDecode(ends[^1] == Header.CbStringChars);
        return [.. ends.Select((end, i) => ReadText(end - (i == 0 ? 0 : ends[i - 1])))];
    }

    private string? ReadAssemblyName()
    {
        if (Header.VerWritten < ModelHeader.VersionWithAssemblyName || Header.FpAssemblyName == 0)
            return null;
        Reader.BaseStream.Position = FpMin + Header.FpAssemblyName;
        string name = ReadText(Header.CbAssemblyName);
        Contracts.CheckDecode(Header.FpTail == Reader.BaseStream.Position - FpMin);
        Contracts.CheckDecode(Reader.ReadUInt64() == ModelHeader.TailSignatureValue, "Corrupt model file tail");
        return name;
    }

    private string ReadText(long bytes)
    {
        byte[] text = Reader.ReadBytes(checked((int)bytes));
        Contracts.CheckDecode(text.Length == bytes);
        return new string(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, char>(text));
    }
}
