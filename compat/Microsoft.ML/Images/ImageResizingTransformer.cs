using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageResizingTransformer), null, typeof(SignatureLoadModel), "Image Resizer Transform", ImageResizingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms.Image;

/// <summary>Resizes pictures.</summary>
/// <remarks>In a model: the columns, then for each width, height (32 bits), kind and anchor (a byte).</remarks>
public sealed class ImageResizingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageScalerTransform";

    private const string RegistrationName = "ImageScaler";

    private static readonly VersionInfo s_version = new("IMGSCALF", 0x00010003, 0x00010003, 0x00010003, GenuineAssembly.ImageAnalytics, LoaderSignature);

    internal ImageResizingTransformer(IHostEnvironment env, params ImageResizing[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(RegistrationName), [.. columns.Select(column => (column.Name, column.InputColumnName))]) => Columns = columns;

    private ImageResizingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx) => Columns = [.. ColumnPairs.Select(pair => Read(ctx, pair.outputColumnName, pair.inputColumnName))];

    internal ImageResizing[] Columns { get; }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(s_version);
        SaveColumns(ctx);
        foreach (var column in Columns)
        {
            ctx.Writer.Write(column.Width);
            ctx.Writer.Write(column.Height);
            ctx.Writer.Write((byte)column.Kind);
            ctx.Writer.Write((byte)column.Anchor);
        }
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        if (inputSchema[srcCol].Type is not ImageDataViewType)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[col].inputColumnName, "image", inputSchema[srcCol].Type.ToString()!);
    }

    private static ImageResizingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        var host = env.Register(RegistrationName);
        host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(s_version);
        return new ImageResizingTransformer(host, ctx);
    }

    private ImageResizing Read(ModelLoadContext ctx, string output, string input)
    {
        int width = ctx.Reader.ReadInt32(), height = ctx.Reader.ReadInt32();
        Host.CheckDecode(width > 0 && height > 0);
        var kind = (ImageResizingEstimator.ResizingKind)ctx.Reader.ReadByte();
        var anchor = (ImageResizingEstimator.Anchor)ctx.Reader.ReadByte();
        Host.CheckDecode(Enum.IsDefined(kind) && Enum.IsDefined(anchor));
        return ImageResizing.Checked(output, width, height, input, kind, anchor);
    }

    private sealed class Mapper(ImageResizingTransformer parent, DataViewSchema inputSchema)
        : OneToOneMapperBase(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
    {
        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() =>
            [.. parent.Columns.Select(column => new DataViewSchema.DetachedColumn(column.Name, column.Type))];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            var getSource = input.GetGetter<MLImage?>(input.Schema[Sources[iinfo]]);
            var column = parent.Columns[iinfo];
            MLImage? source = null;
            disposer = null;
            return (ValueGetter<MLImage?>)((ref MLImage? image) =>
            {
                image?.Dispose();
                getSource(ref source);
                if (source is null || source.Height <= 0 || source.Width <= 0)
                    return;
                if (source.Height == column.Height && source.Width == column.Width)
                {
                    image = source;
                    return;
                }
                image = source.CloneWithResizing(column.Width, column.Height, column.Mode);
                image.Tag = source.Tag;
            });
        }
    }
}
