using Microsoft.ML.Data;

namespace Microsoft.ML.SeNet.Model;

/// <summary>What the network says of the present row, as one of its outputs.</summary>
internal delegate ReadOnlySpan<float> PresentNumbers();

/// <summary>A column that a model adds to a schema.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Source">The output that it is made of.</param>
/// <param name="Getter">Makes its <see cref="ValueGetter{TValue}"/> over the present row's numbers.</param>
internal sealed record NetworkColumn(string Name, DataViewType Type, NetworkOutputs Source, Func<PresentNumbers, Delegate> Getter)
{
    internal DataViewSchema.Annotations? Annotations { get; init; }

    /// <summary>A vector of one of the network's outputs as it is.</summary>
    internal static NetworkColumn Vector(string name, int size, NetworkOutputs source) => new(name, new VectorDataViewType(NumberDataViewType.Single, size), source, VectorGetter);

    private static ValueGetter<VBuffer<float>> VectorGetter(PresentNumbers numbers) => (ref VBuffer<float> target) =>
    {
        var present = numbers();
        var editor = VBufferEditor.Create(ref target, present.Length);
        present.CopyTo(editor.Values);
        target = editor.Commit();
    };
}
