namespace Microsoft.ML.SeNet.Weights.Onnx;

/// <summary>The numbers of fields in ONNX's protobuf (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), by message.</summary>
internal static class OnnxFields
{
    internal static class Model
    {
        internal const int IrVersion = 1;
        internal const int ProducerName = 2;
        internal const int ProducerVersion = 3;
        internal const int Graph = 7;
        internal const int OpsetImport = 8;
        internal const int Metadata = 14;
    }

    internal static class Opset
    {
        internal const int Version = 2;
    }

    internal static class Metadata
    {
        internal const int Key = 1;
        internal const int Value = 2;
    }

    internal static class Graph
    {
        internal const int Node = 1;
        internal const int Name = 2;
        internal const int Initializer = 5;
        internal const int Input = 11;
        internal const int Output = 12;
    }

    internal static class Node
    {
        internal const int Input = 1;
        internal const int Output = 2;
        internal const int Name = 3;
        internal const int Operation = 4;
        internal const int Attribute = 5;
    }

    internal static class Attribute
    {
        internal const int Name = 1;
        internal const int Integer = 3;
        internal const int Integers = 8;
        internal const int Kind = 20;
        internal const int IntegerKind = 2;
        internal const int IntegersKind = 7;
    }

    internal static class Tensor
    {
        internal const int Dimension = 1;
        internal const int ElementType = 2;
        internal const int Name = 8;
        internal const int RawData = 9;
        internal const int Float = 1;
        internal const int Int64 = 7;
    }

    internal static class Value
    {
        internal const int Name = 1;
        internal const int Type = 2;
        internal const int Description = 3;
        internal const int TensorType = 1;
        internal const int ElementType = 1;
        internal const int Shape = 2;
        internal const int Dimension = 1;
        internal const int Size = 1;
        internal const int Symbol = 2;
    }
}
