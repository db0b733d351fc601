using System.Text;
using Microsoft.ML.SeNet.Engines.Inference;

namespace Microsoft.ML.SeNet.Model;

/// <summary>
/// A kind of model in ML.NET's zip: a header without data in <c>Model.key</c>, and streams beside it, which are read in the order in which
/// they are written.
/// </summary>
/// <typeparam name="TModel">The transformer.</typeparam>
/// <typeparam name="TParts">What is read of it.</typeparam>
/// <param name="version">Written into the header, and compared with it.</param>
/// <param name="fields">The streams, the weights last.</param>
internal sealed class ModelFormat<TModel, TParts>(VersionInfo version, ModelFormat<TModel, TParts>.Field[] fields)
{
    private const int MostTextBytes = 1 << 24;

    /// <summary>Writes a model.</summary>
    internal void Save(ModelSaveContext ctx, TModel model)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(version);
        foreach (var field in fields)
            ctx.SaveBinaryStream(field.Name, writer => field.Save(model, writer.BaseStream));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The model is damaged or newer.</exception>
    internal void Load(ModelLoadContext ctx, TParts parts)
    {
        CheckVersion(ctx);
        foreach (var field in fields[..^1])
            Load(ctx, field, parts);
        InferenceStart.Begin(); // while the weights are unpacked
        Load(ctx, fields[^1], parts);
    }

    private static void Load(ModelLoadContext ctx, Field field, TParts parts)
    {
        if (!ctx.TryLoadBinaryStream(field.Name, reader => field.Load(parts, reader.BaseStream)))
            throw new InvalidDataException($"The model is damaged: expected the stream '{field.Name}', got none. Save or copy it again.");
    }

    /// <summary>A stream of UTF-8.</summary>
    /// <param name="name">Its name in the zip.</param>
    /// <param name="save">Tells the text.</param>
    /// <param name="load">Takes the text.</param>
    internal static Field Text(string name, Func<TModel, string> save, Action<TParts, string> load) => new(
        name, (model, stream) => stream.Write(Encoding.UTF8.GetBytes(save(model))), (parts, stream) => load(parts, ReadText(stream)));

    private void CheckVersion(ModelLoadContext ctx)
    {
        var header = ctx.Header;
        if (header.ModelSignature == version.ModelSignature && header.ModelVerReadable > version.VerWrittenCur)
            throw new InvalidDataException(
                "The model is of a newer version of Microsoft.ML.SeNet: "
                + $"expected a format up to {VersionText(version.VerWrittenCur)}, got {VersionText(header.ModelVerReadable)}. "
                + "Update the package SeNetMl.");
        ctx.CheckAtModel(version);
    }

    private static string ReadText(Stream stream)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[1 << 12];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MostTextBytes)
                throw new InvalidDataException(
                    $"The description of the model is damaged: expected at most {MostTextBytes} bytes, got more.");
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static string VersionText(uint number) => FormattableString.Invariant($"{number >> 16}.{number & 0xFFFF}");

    /// <summary>One stream of a model.</summary>
    /// <param name="Name">Its name in the zip.</param>
    /// <param name="Save">Writes it.</param>
    /// <param name="Load">Reads it, with the help of what was read before.</param>
    internal sealed record Field(string Name, Action<TModel, Stream> Save, Action<TParts, Stream> Load);
}
