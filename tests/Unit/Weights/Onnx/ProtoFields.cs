using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.SeNet.Tests.Weights.Onnx;

/// <summary>The fields of one protobuf message, read by hand, so that the writer and its library are not their own judges.</summary>
internal sealed class ProtoFields
{
    private readonly List<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> _fields = [];

    internal ProtoFields(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint(message.Span, ref at);
            if ((tag & 7) == 5) // float32, kept as its bits
            {
                _fields.Add(((int)(tag >> 3), BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]), default));
                at += sizeof(float);
                continue;
            }
            var value = Varint(message.Span, ref at);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add(((int)(tag >> 3), value, default));
                    break;
                case 2:
                    _fields.Add(((int)(tag >> 3), 0, message.Slice(at, checked((int)value))));
                    at += (int)value;
                    break;
                default:
                    throw new InvalidDataException($"wire type {tag & 7} at {at}");
            }
        }
    }

    internal long Number(int field) => (long)_fields.Single(one => one.Number == field).Value;

    internal long[] Numbers(int field) => [.. _fields.Where(one => one.Number == field).Select(one => (long)one.Value)];

    internal string Text(int field) => Texts(field).Single();

    internal string[] Texts(int field) =>
        [.. _fields.Where(one => one.Number == field).Select(one => Encoding.UTF8.GetString(one.Bytes.Span))];

    internal ReadOnlyMemory<byte> Bytes(int field) => _fields.Single(one => one.Number == field).Bytes;

    internal ProtoFields Message(int field) => Messages(field).Single();

    internal IEnumerable<ProtoFields> Messages(int field) =>
        _fields.Where(one => one.Number == field).Select(one => new ProtoFields(one.Bytes));

    internal bool Has(int field) => _fields.Any(one => one.Number == field);

    internal static long[] Longs(ReadOnlySpan<byte> bytes)
    {
        var numbers = new long[bytes.Length / 8];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * 8)..]);
        return numbers;
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        for (var (value, shift) = (0UL, 0); ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
