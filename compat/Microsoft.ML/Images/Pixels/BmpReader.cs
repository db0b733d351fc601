using System.Buffers.Binary;
using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>Windows and OS/2 bitmaps: 1, 4 and 8 bits with a palette, 16, 24 and 32 bits with or without masks; not run-length encoded.</summary>
internal readonly ref struct BmpReader
{
    private const int FileHeaderSize = 14;
    private const int CoreHeaderSize = 12;
    private const int InfoHeaderSize = 40;
    private const int HeaderSizeWithAlphaMask = 56;
    private const int MaximumSide = 1 << 16;

    private readonly ReadOnlySpan<byte> _file;
    private readonly int _headerSize;
    private readonly int _width;
    private readonly int _height;
    private readonly bool _isTopDown;
    private readonly int _bits;
    private readonly uint _compression;

    public BmpReader(ReadOnlySpan<byte> file)
    {
        _file = file;
        _headerSize = Int32(FileHeaderSize);
        if (_headerSize == CoreHeaderSize)
        {
            (_width, _height, _bits) = (UInt16(18), UInt16(20), UInt16(24));
        }
        else
        {
            Demand(_headerSize is >= 16 and < 1024);
            (_width, _height, _bits) = (Int32(18), Int32(22), UInt16(28));
            _compression = _headerSize >= InfoHeaderSize ? UInt32(30) : 0;
            _isTopDown = _height < 0;
            Demand(_height != int.MinValue);
            _height = Math.Abs(_height);
        }
        Demand(_width is > 0 and < MaximumSide && _height is > 0 and < MaximumSide);
        Demand(PixelOffset >= FileHeaderSize + _headerSize);
    }

    private enum Compression
    {
        None = 0,
        Masks = 3,
    }

    public static bool IsBmp(ReadOnlySpan<byte> file) => file is [(byte)'B', (byte)'M', ..];

    /// <summary>The picture; black and transparent where the file ends early.</summary>
    /// <exception cref="InvalidDataException">The bytes are no bitmap that is understood.</exception>
    public PixelBuffer Read()
    {
        switch (_bits)
        {
            case 1 or 4 or 8 when _compression == (uint)Compression.None:
                return ReadPalette();
            case 24 when _compression == (uint)Compression.None:
            case 32 when _compression == (uint)Compression.None:
                return ReadBytes();
            case 16 when _compression == (uint)Compression.None:
                return ReadMasks([0x7C00, 0x03E0, 0x001F, 0]);
            case 16 or 32 when _compression == (uint)Compression.Masks:
                return ReadMasks([UInt32(54), UInt32(58), UInt32(62), _headerSize >= HeaderSizeWithAlphaMask ? UInt32(66) : 0]);
            default:
                throw new InvalidDataException($"expected a bitmap of 1 to 32 bits without compression, got {_bits} bits, compression {_compression}");
        }
    }

    private PixelBuffer ReadPalette()
    {
        int entrySize = _headerSize == CoreHeaderSize ? 3 : 4;
        int used = _headerSize >= InfoHeaderSize ? (int)Math.Min(UInt32(46), int.MaxValue) : 0;
        int count = used is > 0 && used < 1 << _bits ? used : 1 << _bits;
        Span<uint> palette = stackalloc uint[1 << _bits];
        palette.Fill(0xFF000000);
        int start = FileHeaderSize + _headerSize;
        count = Math.Min(count, Math.Max(0, Math.Min(PixelOffset, _file.Length) - start) / entrySize);
        for (int i = 0; i < count; i++)
        {
            var entry = _file[(start + (i * entrySize))..];
            palette[i] = 0xFF000000u | ((uint)entry[2] << 16) | ((uint)entry[1] << 8) | entry[0];
        }
        var buffer = Blank(isOpaque: true);
        for (int y = 0; y < _height; y++)
        {
            if (!TryRow(y, out var row))
                continue;
            var target = Target(buffer, y);
            for (int x = 0, bit = 0; x < _width; x++, bit += _bits)
            {
                int index = (row[bit >> 3] >> (8 - _bits - (bit & 7))) & ((1 << _bits) - 1);
                BinaryPrimitives.WriteUInt32LittleEndian(target[(x * 4)..], palette[index]);
            }
        }
        return buffer;
    }

    private PixelBuffer ReadBytes()
    {
        var buffer = Blank(isOpaque: true);
        int step = _bits / 8;
        for (int y = 0; y < _height; y++)
        {
            if (!TryRow(y, out var row))
                continue;
            var target = Target(buffer, y);
            for (int x = 0; x < _width; x++)
            {
                row.Slice(x * step, 3).CopyTo(target[(x * 4)..]);
                target[(x * 4) + 3] = byte.MaxValue;
            }
        }
        return buffer;
    }

    /// <summary>Masks of red, green, blue and alpha; without one for alpha, all is opaque.</summary>
    private PixelBuffer ReadMasks(ReadOnlySpan<uint> masks)
    {
        var buffer = Blank(isOpaque: masks[3] == 0);
        int step = _bits / 8;
        for (int y = 0; y < _height; y++)
        {
            if (!TryRow(y, out var row))
                continue;
            var target = Target(buffer, y);
            for (int x = 0; x < _width; x++)
            {
                uint pixel = step == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(row[(x * 2)..]) : BinaryPrimitives.ReadUInt32LittleEndian(row[(x * 4)..]);
                byte alpha = masks[3] == 0 ? byte.MaxValue : Component(pixel, masks[3]);
                for (int i = 0; i < 3; i++)
                    target[(x * 4) + 2 - i] = PixelBuffer.Premultiply(Component(pixel, masks[i]), alpha);
                target[(x * 4) + 3] = alpha;
            }
        }
        return buffer;
    }

    /// <summary>The bits under a mask, stretched to 0 … 255; of more than eight bits, the highest eight.</summary>
    private static byte Component(uint pixel, uint mask)
    {
        if (mask == 0)
            return 0;
        int low = BitOperations.TrailingZeroCount(mask), width = 32 - BitOperations.LeadingZeroCount(mask) - low;
        uint value = (pixel & mask) >> low;
        if (width > 8)
            return (byte)(value >> (width - 8));
        uint maximum = (1u << width) - 1;
        return (byte)(((value * 255) + (maximum / 2)) / maximum);
    }

    private PixelBuffer Blank(bool isOpaque)
    {
        var buffer = PictureFile.Allocate(_width, _height, isOpaque);
        buffer.Bytes.Clear();
        return buffer;
    }

    private int PixelOffset => (int)Math.Min(UInt32(10), int.MaxValue);

    private Span<byte> Target(PixelBuffer buffer, int y) => buffer.Bytes.Slice(y * buffer.Stride, buffer.Stride);

    private bool TryRow(int y, out ReadOnlySpan<byte> row)
    {
        long stride = (((long)_width * _bits) + 31) / 32 * 4;
        long start = PixelOffset + (stride * (_isTopDown ? y : _height - 1 - y));
        bool isThere = start + stride <= _file.Length;
        row = isThere ? _file.Slice((int)start, (int)stride) : default;
        return isThere;
    }

    private int UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(at, 2));

    private uint UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(at, 4));

    private int Int32(int at) => BinaryPrimitives.ReadInt32LittleEndian(Bytes(at, 4));

    private ReadOnlySpan<byte> Bytes(int at, int count)
    {
        Demand(at + count <= _file.Length);
        return _file.Slice(at, count);
    }

    private static void Demand(bool holds)
    {
        if (!holds)
            throw new InvalidDataException("the header of the bitmap is damaged or incomplete");
    }
}
