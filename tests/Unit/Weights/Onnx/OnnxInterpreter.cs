using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Onnx;

/// <summary>Computes what an ONNX model says, node after node, with libtorch's operators: a judge that is always there.
/// Knows the operators of ONNX that exports use.</summary>
internal static class OnnxInterpreter
{
    /// <summary>(N, 3, H, W) → the output.</summary>
    internal static Tensor Run(OnnxFile model, Tensor pixels)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var values = new Dictionary<string, Tensor> { [model.Inputs.Single().Split(' ')[0]] = pixels };
        foreach (var (name, constant) in model.Constants)
            if (constant.IsFloat)
                values[name] = tensor(MemoryMarshal.Cast<byte, float>(constant.Data.Span).ToArray(), constant.Shape);
        foreach (var node in model.Nodes)
            Assert.True(
                values.TryAdd(node.Output, Compute(node, [.. node.Inputs.Select(input => values.GetValueOrDefault(input)!)], model)),
                node.Name);
        return values[model.Outputs.Single().Split(' ')[0]].MoveToOuterDisposeScope();
    }

    private static Tensor Compute(OnnxFileNode node, Tensor[] inputs, OnnxFile model) => node.Operation switch
    {
        "Mul" => inputs[0] * inputs[1],
        "Add" => inputs[0] + inputs[1],
        "Relu" => inputs[0].relu(),
        "Sigmoid" => inputs[0].sigmoid(),
        "Tanh" => inputs[0].tanh(),
        "HardSigmoid" => inputs[0].mul(node.Single("alpha")).add(node.Single("beta")).clamp(0, 1),
        "Identity" => inputs[0].clone(),
        "Softmax" => inputs[0].softmax(node.Attribute("axis").Single()),
        "Flatten" => inputs[0].flatten(1),
        "GlobalAveragePool" => inputs[0].mean([2, 3], keepdim: true),
        "GlobalMaxPool" => inputs[0].amax([2, 3], keepdim: true),
        "Conv" => nn.functional.conv2d(
            inputs[0], inputs[1], inputs.ElementAtOrDefault(2), strides: node.Attribute("strides"), padding: Padding(node),
            groups: node.Attribute("group").Single()),
        "MaxPool" => nn.functional.max_pool2d(inputs[0], node.Attribute("kernel_shape"), node.Attribute("strides"), Padding(node), null,
            node.Attribute("ceil_mode").Single() == 1),
        "Gemm" => nn.functional.linear(inputs[0], node.Attribute("transB").Single() == 1 ? inputs[1] : inputs[1].t(), inputs[2]),
        "Slice" => Sliced(inputs[0], [.. node.Inputs.Skip(1).Select(name => model.Constants[name].Longs)]),
        "Pad" => Padded(inputs[0], model.Constants[node.Inputs[1]].Longs),
        _ => throw new InvalidDataException(node.Operation),
    };

    /// <summary>Rows and columns before, which must be those behind.</summary>
    private static long[] Padding(OnnxFileNode node)
    {
        var pads = node.Attribute("pads");
        Assert.Equal(pads[..2], pads[2..]);
        return pads[..2];
    }

    /// <summary>Starts, ends, axes, steps.</summary>
    private static Tensor Sliced(Tensor input, long[][] given)
    {
        var result = input;
        for (var i = 0; i < given[2].Length; i++)
            result = result.slice(given[2][i], given[0][i], Math.Min(given[1][i], input.shape[given[2][i]]), given[3][i]);
        return result;
    }

    /// <summary>ONNX lists all beginnings and then all ends, outermost first; libtorch both of each dimension, innermost first.</summary>
    private static Tensor Padded(Tensor input, long[] pads) =>
        nn.functional.pad(input, (long[])[.. Enumerable.Range(0, 4).Reverse().SelectMany(i => new[] { pads[i], pads[i + 4] })]);
}
