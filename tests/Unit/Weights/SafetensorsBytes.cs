using System.Buffers.Binary;
using System.Text;

namespace Microsoft.ML.SeNet.Tests.Weights;

/// <summary>Makes safetensors files by hand, right or wrong, without the code under test.</summary>
internal static class SafetensorsBytes
{
    internal static byte[] Make(string header, params byte[] data) =>
        Make((ulong)Encoding.UTF8.GetByteCount(header), Encoding.UTF8.GetBytes(header), data);

    internal static byte[] Make(ulong length, byte[] header, byte[] data)
    {
        var field = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(field, length);
        return [.. field, .. header, .. data];
    }
}
