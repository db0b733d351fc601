using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>Puts the picture of the row under a cursor into a buffer.</summary>
/// <exception cref="BadPictureException">The picture itself is at fault; anything else propagates as it is.</exception>
internal delegate void PictureGetter(RgbBuffer into);

/// <summary>The feature column: what kind of pictures it holds and how one is read.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Vector">How a pixel vector is laid out; null for the other kinds.</param>
internal sealed record PictureColumn(string Name, PictureKind Kind, PixelVectorLayout? Vector)
{
    internal const string Expected =
        "String of paths, Image, Vector<Byte> of encoded pictures, or known-size Vector<Single> or Vector<Byte> of pixels";

    /// <summary>The side of the pictures, where the column's type tells that they are square.</summary>
    internal int? Side { get; private init; } = Vector is { } vector && vector.Width == vector.Height ? vector.Width : null;

    /// <summary>Tells from a column's type what it holds: pixels have a known size, encoded pictures have not.</summary>
    /// <param name="column">The feature column.</param>
    /// <param name="source">What is said about pixel vectors.</param>
    /// <param name="context">For ML.NET's schema error.</param>
    /// <param name="parameter">The parameter that the error names.</param>
    internal static PictureColumn Of(DataViewSchema.Column column, PixelVectorSource source, IExceptionContext context, string parameter) =>
        column.Type switch
        {
            TextDataViewType => new PictureColumn(column.Name, PictureKind.Path, null),
            ImageDataViewType image => new PictureColumn(column.Name, PictureKind.Image, null)
                { Side = image.Height == image.Width && image.Height > 0 ? image.Height : null },
            VectorDataViewType { IsKnownSize: false } bytes when bytes.ItemType == NumberDataViewType.Byte =>
                new PictureColumn(column.Name, PictureKind.Encoded, null),
            VectorDataViewType { IsKnownSize: true } pixels
                when pixels.ItemType == NumberDataViewType.Byte || pixels.ItemType == NumberDataViewType.Single =>
                new PictureColumn(column.Name, PictureKind.Pixels, source.Layout(pixels, column.Name)),
            _ => throw context.ExceptSchemaMismatch(parameter, "feature", column.Name, Expected, column.Type.ToString()!),
        };

    /// <summary>Checks that a schema promises a column of pictures.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="context">For ML.NET's schema error.</param>
    /// <param name="parameter">The parameter that the error names.</param>
    /// <exception cref="ArgumentOutOfRangeException">It promises none.</exception>
    internal static void Check(SchemaShape schema, string name, IExceptionContext context, string parameter)
    {
        if (!schema.TryFindColumn(name, out var feature))
            throw context.ExceptSchemaMismatch(parameter, "feature", name);
        var isPicture = feature.Kind == SchemaShape.Column.VectorKind.Scalar && feature.ItemType is (ImageDataViewType or TextDataViewType);
        var isBytes = feature.Kind is SchemaShape.Column.VectorKind.Vector or SchemaShape.Column.VectorKind.VariableVector
            && feature.ItemType == NumberDataViewType.Byte;
        var isFloats = feature.Kind == SchemaShape.Column.VectorKind.Vector && feature.ItemType == NumberDataViewType.Single;
        if (feature.IsKey || !(isPicture || isBytes || isFloats))
            throw context.ExceptSchemaMismatch(parameter, "feature", name, Expected, feature.GetTypeString());
    }

    /// <summary>Opens the column of a row or cursor.</summary>
    internal PictureGetter GetGetter(DataViewRow row)
    {
        var column = row.Schema[Name];
        return Kind switch
        {
            PictureKind.Path => PathGetter(row.GetGetter<ReadOnlyMemory<char>>(column)),
            PictureKind.Image => ImageGetter(row.GetGetter<MLImage>(column)),
            PictureKind.Encoded => EncodedGetter(row.GetGetter<VBuffer<byte>>(column)),
            _ when column.Type.RawType == typeof(VBuffer<byte>) => VectorGetter(row.GetGetter<VBuffer<byte>>(column), Vector!.Read),
            _ => VectorGetter(row.GetGetter<VBuffer<float>>(column), Vector!.Read),
        };
    }

    private static PictureGetter PathGetter(ValueGetter<ReadOnlyMemory<char>> getter)
    {
        ReadOnlyMemory<char> path = default;
        var file = new PictureFile();
        return into =>
        {
            getter(ref path);
            file.Decode(path.ToString(), into);
        };
    }

    private static PictureGetter ImageGetter(ValueGetter<MLImage> getter)
    {
        // One variable for all rows, which is ML.NET's convention: a getter that makes pictures disposes the one it is given, and its last
        // one with the cursor. Pictures that are the user's own, as of LoadFromEnumerable, are not ours to dispose.
        MLImage image = null!;
        return into =>
        {
            Get(getter, ref image);
            if (image is null)
                throw new BadPictureException("expected a picture, got none (an empty path).");
            Guarded(image, into, PictureDecoder.Copy);
        };
    }

    private static PictureGetter EncodedGetter(ValueGetter<VBuffer<byte>> getter)
    {
        VBuffer<byte> encoded = default;
        byte[] scratch = [];
        return into =>
        {
            Get(getter, ref encoded);
            Guarded(encoded.IsDense ? encoded.GetValues() : Dense(in encoded, ref scratch), into, PictureDecoder.Decode);
        };
    }

    private static PictureGetter VectorGetter<T>(ValueGetter<VBuffer<T>> getter, VectorReader<T> read)
    {
        VBuffer<T> values = default;
        T[] scratch = [];
        return into =>
        {
            Get(getter, ref values);
            try
            {
                read(values.IsDense ? values.GetValues() : Dense(in values, ref scratch), into);
            }
            catch (InvalidDataException e)
            {
                throw new BadPictureException(e.Message, e);
            }
        };
    }

    private static void Get<T>(ValueGetter<T> getter, ref T value)
    {
        try
        {
            getter(ref value);
        }
        catch (Exception e) when (IsOfThePicture(e))
        {
            throw new BadPictureException($"expected a picture file, got one that cannot be read: {e.Message}", e);
        }
    }

    private static void Guarded<T>(T source, RgbBuffer into, Action<T, RgbBuffer> read)
        where T : allows ref struct
    {
        try
        {
            read(source, into);
        }
        catch (InvalidDataException e)
        {
            throw new BadPictureException(e.Message, e);
        }
    }

    private static ReadOnlySpan<T> Dense<T>(in VBuffer<T> values, ref T[] scratch)
    {
        if (scratch.Length < values.Length)
            scratch = new T[values.Length];
        values.CopyTo(scratch);
        return scratch.AsSpan(0, values.Length);
    }

    /// <summary>What ML.NET throws for a file that is missing or no picture. Other failures are not the picture's.</summary>
    private static bool IsOfThePicture(Exception e) =>
        e is ArgumentException or FileNotFoundException or DirectoryNotFoundException or BadPictureException
        || (e is InvalidOperationException && e.Message.StartsWith("Failed to load image", StringComparison.Ordinal));

    private delegate void VectorReader<T>(ReadOnlySpan<T> values, RgbBuffer into);
}

/// <summary>What a feature column holds.</summary>
internal enum PictureKind
{
    /// <summary>Paths of picture files, as <c>LoadImagesFromFolder</c> lists them.</summary>
    Path,

    /// <summary><see cref="MLImage"/>, as <c>LoadImages</c> makes them.</summary>
    Image,

    /// <summary>The bytes of a picture file, as <c>LoadRawImageBytes</c> makes them.</summary>
    Encoded,

    /// <summary>Numbers, as <c>ExtractPixels</c> makes them.</summary>
    Pixels,
}
