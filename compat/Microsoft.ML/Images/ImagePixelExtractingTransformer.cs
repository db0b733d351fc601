using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImagePixelExtractingTransformer), null, typeof(SignatureLoadModel), "Image Pixel Extractor Transform", ImagePixelExtractingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Takes numbers out of pictures.</summary>
public sealed class ImagePixelExtractingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImagePixelExtractor";

    private const string RegistrationName = "ImagePixelExtractor";

    private static readonly VersionInfo s_version = new("IMGPXEXT", 0x00010003, 0x00010002, 0x00010002, GenuineAssembly.ImageAnalytics, LoaderSignature);

    internal ImagePixelExtractingTransformer(IHostEnvironment env, params PixelExtraction[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(RegistrationName), [.. columns.Select(column => (column.Name, column.InputColumnName))]) => Columns = columns;

    private ImagePixelExtractingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx) => Columns = [.. ColumnPairs.Select(pair => PixelExtraction.Read(ctx, pair.outputColumnName, pair.inputColumnName))];

    internal PixelExtraction[] Columns { get; }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(s_version);
        SaveColumns(ctx);
        foreach (var column in Columns)
            column.Save(ctx);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        string name = ColumnPairs[col].inputColumnName;
        if (inputSchema[srcCol].Type is not ImageDataViewType image)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name, "image", inputSchema[srcCol].Type.ToString()!);
        if (image.Height <= 0 || image.Width <= 0)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", name, "known-size image", "unknown-size image");
        if ((long)image.Height * image.Width > int.MaxValue / 4)
            throw Host.Except("Image dimensions are too large");
    }

    private static ImagePixelExtractingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        var host = env.Register(RegistrationName);
        host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(s_version);
        return new ImagePixelExtractingTransformer(host, ctx);
    }

    private sealed class Mapper(ImagePixelExtractingTransformer parent, DataViewSchema inputSchema)
        : OneToOneMapperBase(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
    {
        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() =>
            [.. parent.Columns.Select((column, i) => new DataViewSchema.DetachedColumn(column.Name, TypeOf(column, ImageType(i))))];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            var column = parent.Columns[iinfo];
            if (!column.AsFloats)
                return Getter(input, iinfo, [.. Enumerable.Range(0, 256).Select(value => (byte)value)], out disposer);
            return Getter(input, iinfo, [.. Enumerable.Range(0, 256).Select(value => ((float)value - column.Offset) * column.Scale)], out disposer);
        }

        private static VectorDataViewType TypeOf(PixelExtraction column, ImageDataViewType image) => column.IsInterleaved
            ? new VectorDataViewType(column.ItemType, image.Height, image.Width, column.Planes)
            : new VectorDataViewType(column.ItemType, column.Planes, image.Height, image.Width);

        private ImageDataViewType ImageType(int index) => (ImageDataViewType)InputSchema[Sources[index]].Type;

        /// <summary>Copies pixels, each value of a colour replaced by the one at its index.</summary>
        private ValueGetter<VBuffer<T>> Getter<T>(DataViewRow input, int index, T[] values, out Action disposer)
        {
            var (column, type) = (parent.Columns[index], ImageType(index));
            var getSource = input.GetGetter<MLImage?>(input.Schema[Sources[index]]);
            int size = column.Planes * type.Height * type.Width;
            MLImage? source = null;
            disposer = () => source?.Dispose();
            return (ref VBuffer<T> vector) =>
            {
                getSource(ref source);
                if (source is null)
                {
                    vector = VBufferEditor.Create(ref vector, size, 0).Commit();
                    return;
                }
                Host.Check(source.Height == type.Height && source.Width == type.Width);
                var editor = VBufferEditor.Create(ref vector, size);
                PixelCopy.Copy(source.Pixels, column.Channels(source.PixelFormat), column.IsInterleaved, values, editor.Values);
                vector = editor.Commit();
            };
        }
    }
}
