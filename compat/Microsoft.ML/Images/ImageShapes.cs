using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

/// <summary>What estimators of pictures ask of a schema.</summary>
internal static class ImageShapes
{
    public static void CheckIsImage(IHost host, SchemaShape inputSchema, string name)
    {
        if (!inputSchema.TryFindColumn(name, out var column))
            throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
        if (column.ItemType is not ImageDataViewType || column.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name, new ImageDataViewType().ToString(), column.GetTypeString());
    }
}
