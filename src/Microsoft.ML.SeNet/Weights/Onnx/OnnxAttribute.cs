using Fields = Microsoft.ML.SeNet.Weights.Onnx.OnnxFields.Attribute;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>Attributes of nodes.</summary>
internal static class OnnxAttribute
{
    /// <summary>One whole number.</summary>
    internal static OnnxMessage One(string name, long value) => Named(name).Add(Fields.Integer, value).Add(Fields.Kind, Fields.IntegerKind);

    /// <summary>A list of whole numbers.</summary>
    internal static OnnxMessage Many(string name, params IReadOnlyList<long> values) =>
        values.Aggregate(Named(name), (message, value) => message.Add(Fields.Integers, value)).Add(Fields.Kind, Fields.IntegersKind);

    private static OnnxMessage Named(string name) => new OnnxMessage().Add(Fields.Name, name);
}
