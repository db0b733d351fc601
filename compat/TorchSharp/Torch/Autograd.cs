using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Backward passes over several tensors at once.</summary>
    public static partial class autograd
    {
        /// <summary>The gradients of the outputs by the inputs; null for an input that was not used.</summary>
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var results = AutogradNative.Grad(Handles(outputs), Handles(inputs), GradientHandles(outputs, grad_outputs), retain_graph, create_graph, allow_unused);
            return results.Select(handle => handle == IntPtr.Zero ? null! : new Tensor(handle)).ToList();
        }

        /// <summary>Adds the gradients of the tensors to the leaves that they depend on.</summary>
        public static void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            AutogradNative.Backward(Handles(tensors), GradientHandles(tensors, grad_tensors), Handles(inputs ?? []), retain_graph ?? create_graph, create_graph);

        private static TensorHandle[] Handles(IList<Tensor> tensors) => tensors.Select(tensor => tensor.OpenHandle).ToArray();

        private static TensorHandle?[] GradientHandles(IList<Tensor> tensors, IList<Tensor>? gradients) => gradients is null
            ? []
            : gradients.Count == tensors.Count
                ? gradients.Select(gradient => gradient?.OpenHandle).ToArray()
                : throw new ArgumentException($"Expected one gradient for each of the {tensors.Count} tensors, got {gradients.Count}.");
    }
}
