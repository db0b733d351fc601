using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

[assembly: LoadableClass(typeof(ImageLoadingTransformer), null, typeof(SignatureLoadModel), "", ImageLoadingTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Reads the files that a column names.</summary>
/// <remarks>In a model: the columns, the folder (a string or none), whether pictures or bytes come out.</remarks>
public sealed class ImageLoadingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ImageLoaderTransform";

    public readonly string? ImageFolder;

    private const uint VersionWithKind = 0x00010003;

    private static readonly VersionInfo s_version = new("IMGLOADR", 0x00010003, 0x00010003, 0x00010003, GenuineAssembly.ImageAnalytics, LoaderSignature);

    private readonly bool _asImages;

    internal ImageLoadingTransformer(IHostEnvironment env, string? imageFolder, bool asImages, params (string outputColumnName, string inputColumnName)[] columns)
        : base(Contracts.CheckRef(env, nameof(env)).Register(nameof(ImageLoadingTransformer)), columns)
    {
        if (!string.IsNullOrEmpty(imageFolder))
            ImageFolder = Directory.Exists(imageFolder) ? Path.GetFullPath(imageFolder) : throw new ArgumentException($"Directory \"{imageFolder}\" does not exist.");
        _asImages = asImages;
    }

    private ImageLoadingTransformer(IHost host, ModelLoadContext ctx)
        : base(host, ctx)
    {
        ImageFolder = ctx.LoadStringOrNull();
        _asImages = ctx.Header.ModelVerWritten < VersionWithKind || ctx.Reader.ReadBoolean();
    }

    private protected override void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        if (inputSchema[srcCol].Type is not TextDataViewType)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "input", ColumnPairs[col].inputColumnName, TextDataViewType.Instance.ToString(), inputSchema[srcCol].Type.ToString()!);
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel();
        ctx.SetVersionInfo(s_version);
        SaveColumns(ctx);
        ctx.SaveStringOrNull(ImageFolder);
        ctx.Writer.Write(_asImages);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private static ImageLoadingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(s_version);
        return new ImageLoadingTransformer(env.Register(nameof(ImageLoadingTransformer)), ctx);
    }

    private sealed class Mapper(ImageLoadingTransformer parent, DataViewSchema inputSchema)
        : OneToOneMapperBase(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
    {
        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
        {
            DataViewType type = parent._asImages ? new ImageDataViewType() : new VectorDataViewType(NumberDataViewType.Byte);
            return [.. parent.ColumnPairs.Select(pair => new DataViewSchema.DetachedColumn(pair.outputColumnName, type))];
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            var getPath = input.GetGetter<ReadOnlyMemory<char>>(input.Schema[Sources[iinfo]]);
            disposer = null;
            return parent._asImages ? ImageGetter(getPath, out disposer) : BytesGetter(getPath);
        }

        private ValueGetter<MLImage?> ImageGetter(ValueGetter<ReadOnlyMemory<char>> getPath, out Action disposer)
        {
            MLImage? last = null;
            byte[] memory = [];
            disposer = () => last?.Dispose();
            ReadOnlyMemory<char> path = default;
            return (ref MLImage? image) =>
            {
                image?.Dispose();
                image = null;
                getPath(ref path);
                if (path.Length > 0)
                {
                    string file = FullPath(path);
                    image = MLImage.CreateFromStream(Content(file, ref memory));
                    image.Tag = file;
                }
                last = image;
            };
        }

        private ValueGetter<VBuffer<byte>> BytesGetter(ValueGetter<ReadOnlyMemory<char>> getPath)
        {
            ReadOnlyMemory<char> path = default;
            return (ref VBuffer<byte> bytes) =>
            {
                getPath(ref path);
                if (path.Length > 0)
                    RawFile.Read(FullPath(path), ref bytes);
                else
                    bytes = VBufferEditor.Create(ref bytes, 0).Commit();
            };
        }

        private static MemoryStream Content(string file, ref byte[] memory)
        {
            var bytes = RawFile.Read(file, ref memory);
            return new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false, publiclyVisible: true);
        }

        private string FullPath(ReadOnlyMemory<char> path) =>
            string.IsNullOrWhiteSpace(parent.ImageFolder) ? path.ToString() : Path.Combine(parent.ImageFolder, path.ToString());
    }
}
