using Fields = Microsoft.ML.SeNet.Weights.Onnx.OnnxFields.Value;

namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>One dimension of the input or output: a number, or a name for what differs from call to call.</summary>
/// <param name="Number">The number; null where there is a name.</param>
/// <param name="Symbol">The name.</param>
internal readonly record struct OnnxSize(long? Number, string Symbol)
{
    public static implicit operator OnnxSize(long number) => new(number, "");

    public static implicit operator OnnxSize(string symbol) => new(null, symbol);

    internal OnnxMessage ToMessage() => Number is { } number ? new OnnxMessage().Add(Fields.Size, number) : new OnnxMessage().Add(Fields.Symbol, Symbol);
}
