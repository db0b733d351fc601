using System.Text;

namespace Microsoft.ML.SeNet.Tests.Compute.OneDnn;

/// <summary>A hand-made shared library of one loaded segment, a table of symbols and their names.</summary>
internal static class SmallElf
{
    internal const int HeaderBytes = 64;
    internal const int SegmentsAt = HeaderBytes;
    internal const int SectionsAt = SegmentsAt + 56;
    internal const int SymbolsAt = SectionsAt + (3 * 64);
    internal const int SymbolBytes = 24;
    internal const ulong LoadedAt = 0x1000;

    /// <summary>The file of symbols, the first of which is the format's empty one.</summary>
    /// <param name="locals">How many of them are local, the empty one among them.</param>
    /// <param name="symbols">The others.</param>
    internal static byte[] Of(int locals, params (string Name, byte Type, ushort Section, ulong Address, ulong Bytes)[] symbols)
    {
        var names = new MemoryStream();
        names.WriteByte(0);
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        var namesAt = (ulong)(SymbolsAt + (SymbolBytes * (symbols.Length + 1)));
        WriteHeader(writer);
        Write(writer, 1u, 5u, 0ul, LoadedAt, 0ul, 0ul, 0ul, 0x1000ul);
        WriteSection(writer, 0, 0, 0, 0, 0, 0);
        WriteSection(writer, 2, SymbolsAt, (ulong)(SymbolBytes * (symbols.Length + 1)), 2, (uint)locals, SymbolBytes);
        WriteSection(writer, 3, namesAt, (ulong)(1 + symbols.Sum(symbol => symbol.Name.Length + 1)), 0, 0, 0);
        writer.Write(new byte[SymbolBytes]);
        foreach (var (name, type, section, address, size) in symbols)
        {
            Write(writer, (uint)names.Length, type, (byte)0, section, address, size);
            names.Write(Encoding.ASCII.GetBytes(name + '\0'));
        }
        writer.Write(names.ToArray());
        return bytes.ToArray();
    }

    private static void WriteHeader(BinaryWriter writer)
    {
        writer.Write([0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0]);
        Write(writer, (ushort)3, (ushort)62, 1u, 0ul, (ulong)SegmentsAt, (ulong)SectionsAt, 0u);
        Write(writer, (ushort)HeaderBytes, (ushort)56, (ushort)1, (ushort)64, (ushort)3, (ushort)0);
    }

    private static void WriteSection(BinaryWriter writer, uint type, ulong offset, ulong size, uint link, uint info, ulong entry) =>
        Write(writer, 0u, type, 0ul, 0ul, offset, size, link, info, 8ul, entry);

    private static void Write(BinaryWriter writer, params object[] fields)
    {
        foreach (var field in fields)
        {
            switch (field)
            {
                case byte number:
                    writer.Write(number);
                    break;
                case ushort number:
                    writer.Write(number);
                    break;
                case uint number:
                    writer.Write(number);
                    break;
                case ulong number:
                    writer.Write(number);
                    break;
            }
        }
    }
}
