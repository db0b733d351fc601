using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data.IO;

/// <summary>Texts: their count, where each ends (in characters), and one string of them all.</summary>
internal sealed class TextCodec : ValueCodec<ReadOnlyMemory<char>>
{
    // Older files mark a missing text by the sign of its end.
    private const int EndMask = 0x7FFFFFFF;

    public override DataViewType Type => TextDataViewType.Instance;

    public override string Name => "TextSpan";

    public override void Write(BinaryWriter writer, ReadOnlySpan<ReadOnlyMemory<char>> values)
    {
        var all = new StringBuilder();
        writer.Write(values.Length);
        foreach (var value in values)
            writer.Write(all.Append(value).Length);
        writer.Write(all.ToString());
    }

    public override ReadOnlyMemory<char>[] Read(BinaryReader reader, int count)
    {
        Contracts.CheckDecode(reader.ReadInt32() == count);
        int[] ends = ReadInts(reader, count);
        string all = reader.ReadString();
        var values = new ReadOnlyMemory<char>[count];
        int start = 0;
        for (int i = 0; i < count; i++)
        {
            int end = ends[i] & EndMask;
            Contracts.CheckDecode(end >= start && end <= all.Length);
            values[i] = ends[i] < 0 ? ReadOnlyMemory<char>.Empty : all.AsMemory(start..end);
            start = end;
        }
        Contracts.CheckDecode(all.Length == start);
        return values;
    }
}

/// <summary>Truth values, eight to a byte.</summary>
internal sealed class BooleanCodec : ValueCodec<bool>
{
    public override DataViewType Type => BooleanDataViewType.Instance;

    public override string Name => nameof(Boolean);

    public override void Write(BinaryWriter writer, ReadOnlySpan<bool> values)
    {
        for (int start = 0; start < values.Length; start += 8)
        {
            int bits = 0;
            for (int i = start; i < Math.Min(start + 8, values.Length); i++)
                bits |= values[i] ? 1 << (i - start) : 0;
            writer.Write((byte)bits);
        }
    }

    public override bool[] Read(BinaryReader reader, int count)
    {
        byte[] bytes = reader.ReadBytes((count + 7) / 8);
        Contracts.CheckDecode(bytes.Length == (count + 7) / 8);
        return [.. Enumerable.Range(0, count).Select(i => (bytes[i / 8] >> (i % 8) & 1) != 0)];
    }
}

/// <summary>Points in time, as ticks.</summary>
internal sealed class DateTimeCodec : ValueCodec<DateTime>
{
    public override DataViewType Type => DateTimeDataViewType.Instance;

    public override string Name => nameof(DateTime);

    public override void Write(BinaryWriter writer, ReadOnlySpan<DateTime> values)
    {
        foreach (var value in values)
            writer.Write(value.Ticks);
    }

    public override DateTime[] Read(BinaryReader reader, int count)
    {
        CheckCount(reader, count, sizeof(long));
        return [.. Enumerable.Range(0, count).Select(_ => Codecs.ToDateTime(reader.ReadInt64()))];
    }
}

/// <summary>Points in time with offsets: all offsets in minutes, then all ticks.</summary>
internal sealed class DateTimeOffsetCodec : ValueCodec<DateTimeOffset>
{
    public override DataViewType Type => DateTimeOffsetDataViewType.Instance;

    public override string Name => nameof(DateTimeOffset);

    public override void Write(BinaryWriter writer, ReadOnlySpan<DateTimeOffset> values)
    {
        foreach (var value in values)
            writer.Write((short)value.Offset.TotalMinutes);
        foreach (var value in values)
            writer.Write(value.DateTime.Ticks);
    }

    public override DateTimeOffset[] Read(BinaryReader reader, int count)
    {
        CheckCount(reader, count, sizeof(short) + sizeof(long));
        short[] minutes = [.. Enumerable.Range(0, count).Select(_ => reader.ReadInt16())];
        return [.. minutes.Select(offset => new DateTimeOffset(Codecs.ToDateTime(reader.ReadInt64()), TimeSpan.FromMinutes(offset == short.MinValue ? 0 : offset)))];
    }
}
