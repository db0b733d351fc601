using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data.IO;

/// <summary>Single values with their types, as ML.NET's own components store them.</summary>
internal sealed class BinarySaver
{
    private readonly IHost _host;

    public BinarySaver(IHostEnvironment env, Arguments args)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(BinarySaver));
        _host.CheckValue(args, nameof(args));
    }

    public bool TryWriteTypeAndValue<T>(Stream stream, DataViewType type, ref T value, out int bytesWritten)
    {
        _host.CheckValue(stream, nameof(stream));
        _host.CheckValue(type, nameof(type));
        _host.CheckParam(value!.GetType() == type.RawType, nameof(value), "Value doesn't match type");
        bytesWritten = 0;
        if (Codecs.Find(type) is not ValueCodec<T> codec)
            return false;
        long start = stream.Position;
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        Codecs.WriteDefinition(writer, codec);
        codec.Write(writer, [value]);
        writer.Flush();
        bytesWritten = (int)(stream.Position - start);
        return true;
    }

    public bool TryLoadTypeAndValue(Stream stream, out DataViewType? type, out object? value)
    {
        _host.CheckValue(stream, nameof(stream));
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        var codec = Codecs.ReadDefinition(reader);
        type = codec?.Type;
        value = codec?.ReadOne(reader);
        return codec is not null;
    }

    /// <summary>Settings; those of single values have no effect.</summary>
    public sealed class Arguments
    {
        public bool Silent;
    }
}
