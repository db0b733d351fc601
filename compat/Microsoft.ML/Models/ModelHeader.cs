using System.Runtime.InteropServices;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The 256 bytes that every part of a model begins with; all positions count from its own start.</summary>
/// <remarks>Behind it: the component's data, an end offset per string, the strings (UTF-16), the assembly's name (UTF-16), the tail signature.</remarks>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct ModelHeader
{
    public const int Size = 0x100;
    public const ulong SignatureValue = 0x4C45444F4D004C4DUL;
    public const ulong TailSignatureValue = 0x4D4C004D4F44454CUL;
    public const uint VersionCurrent = 0x00010002;
    public const uint VersionWithAssemblyName = 0x00010002;
    public const uint VersionOldest = 0x00010001;

    private const int SignatureLength = 24;

    // The version of the genuine assemblies, whatever the package's is.
    private const string GenuineVersion = "1.0.0.0";

    [FieldOffset(0x00)]
    public ulong Signature;
    [FieldOffset(0x08)]
    public uint VerWritten;
    [FieldOffset(0x0C)]
    public uint VerReadable;
    [FieldOffset(0x10)]
    public long FpModel;
    [FieldOffset(0x18)]
    public long CbModel;
    [FieldOffset(0x20)]
    public long FpStringTable;
    [FieldOffset(0x28)]
    public long CbStringTable;
    [FieldOffset(0x30)]
    public long FpStringChars;
    [FieldOffset(0x38)]
    public long CbStringChars;
    [FieldOffset(0x40)]
    public ulong ModelSignature;
    [FieldOffset(0x48)]
    public uint ModelVerWritten;
    [FieldOffset(0x4C)]
    public uint ModelVerReadable;
    [FieldOffset(0x80)]
    public long FpTail;
    [FieldOffset(0x88)]
    public long FpLim;
    [FieldOffset(0x90)]
    public long FpAssemblyName;
    [FieldOffset(0x98)]
    public uint CbAssemblyName;

    private const int LoaderSignatureAt = 0x50;
    private const int LoaderSignatureAltAt = 0x68;

    /// <summary>The names under which the catalog knows who can read the part: one, and perhaps another.</summary>
    public readonly string LoaderSignature => Text(LoaderSignatureAt);

    public readonly string LoaderSignatureAlt => Text(LoaderSignatureAltAt);

    public static ModelHeader New() => new() { Signature = SignatureValue, VerWritten = VersionCurrent, VerReadable = VersionCurrent, FpModel = Size };

    public static ModelHeader Read(BinaryReader reader)
    {
        byte[] bytes = reader.ReadBytes(Size);
        Contracts.CheckDecode(bytes.Length == Size);
        return MemoryMarshal.Read<ModelHeader>(bytes);
    }

    public readonly void Write(BinaryWriter writer) => writer.Write(MemoryMarshal.AsBytes([this]));

    public void SetVersionInfo(VersionInfo version)
    {
        (ModelSignature, ModelVerWritten, ModelVerReadable) = (version.ModelSignature, version.VerWrittenCur, version.VerReadableCur);
        SetText(LoaderSignatureAt, version.LoaderSignature);
        SetText(LoaderSignatureAltAt, version.LoaderSignatureAlt);
    }

    public readonly void CheckVersionInfo(VersionInfo version)
    {
        Contracts.CheckDecode(ModelSignature == version.ModelSignature, "Unknown file type");
        Contracts.CheckDecode(ModelVerReadable <= ModelVerWritten, "Corrupt file header");
        if (ModelVerReadable > version.VerWrittenCur)
            throw Contracts.ExceptDecode("Cause: ML.NET {0} cannont read component '{1}' of the model, because the model is too new.\nSuggestion: Make sure the model is trained with ML.NET {0} or older.\nDebug details: Maximum expected version {2}, got {3}.", GenuineVersion, version.LoaderSignature!, ModelVerReadable, version.VerWrittenCur);
        if (ModelVerWritten < version.VerWeCanReadBack)
            throw Contracts.ExceptDecode("Cause: ML.NET {0} cannot read component '{1}' of the model, because the model is too old.\nSuggestion: Make sure the model is trained with ML.NET {0}.\nDebug details: Minimum expected version {2}, got {3}.", GenuineVersion, version.LoaderSignature!, ModelVerReadable, version.VerWrittenCur);
    }

    /// <summary>Throws unless the blocks follow each other as they must and end within <paramref name="length"/> bytes.</summary>
    public readonly void Check(long length)
    {
        Contracts.CheckDecode(Signature == SignatureValue, "Wrong file type");
        Contracts.CheckDecode(VerReadable <= VerWritten, "Corrupt file header");
        Contracts.CheckDecode(VerReadable <= VersionCurrent, "File is too new");
        Contracts.CheckDecode(VerWritten >= VersionOldest, "File is too old");
        Contracts.CheckDecode(FpModel == Size && CbModel >= 0 && CbModel <= length);
        long end = CheckStrings(FpModel + CbModel, length);
        if (VerWritten >= VersionWithAssemblyName && FpAssemblyName != 0)
        {
            Contracts.CheckDecode(FpAssemblyName == end && CbAssemblyName % sizeof(char) == 0);
            end += CbAssemblyName;
        }
        else
        {
            Contracts.CheckDecode(VerWritten < VersionWithAssemblyName || CbAssemblyName == 0);
        }
        Contracts.CheckDecode(FpTail == end);
        Contracts.CheckDecode(FpLim == FpTail + sizeof(ulong));
        Contracts.CheckDecode(length >= FpLim);
    }

    private readonly long CheckStrings(long end, long length)
    {
        if (FpStringTable == 0)
        {
            Contracts.CheckDecode(CbStringTable == 0 && FpStringChars == 0 && CbStringChars == 0);
            return end;
        }
        Contracts.CheckDecode(FpStringTable == end);
        Contracts.CheckDecode(CbStringTable > 0 && CbStringTable <= length && CbStringTable % sizeof(long) == 0);
        Contracts.CheckDecode(FpStringChars == FpStringTable + CbStringTable);
        Contracts.CheckDecode(CbStringChars >= 0 && CbStringChars <= length && CbStringChars % sizeof(char) == 0);
        return FpStringChars + CbStringChars;
    }

    private readonly string Text(int offset) =>
        Encoding.Latin1.GetString(MemoryMarshal.AsBytes([this]).Slice(offset, SignatureLength)).TrimEnd('\0');

    private void SetText(int offset, string? text)
    {
        Contracts.Check((text?.Length ?? 0) <= SignatureLength);
        Contracts.Check(text is null || text.All(symbol => symbol <= 0xFF));
        var bytes = MemoryMarshal.AsBytes(new Span<ModelHeader>(ref this)).Slice(offset, SignatureLength);
        bytes.Clear();
        Encoding.Latin1.GetBytes(text ?? "", bytes);
    }
}
