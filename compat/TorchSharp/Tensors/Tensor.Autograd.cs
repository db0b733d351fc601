using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Gradients.
    public partial class Tensor
    {

        public bool requires_grad
        {
            get => Facts.RequiresGrad != 0;
            set => AutogradNative.SetRequiresGrad(OpenHandle, value);
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad() => AutogradNative.RetainGrad(OpenHandle);

        /// <summary>The gradient, as a new tensor object over the same memory; null before the first backward.</summary>
        public Tensor? grad
        {
            get => AutogradNative.GetGrad(OpenHandle) is var gradient && gradient == IntPtr.Zero ? null : new Tensor(gradient);
            set => AutogradNative.SetGrad(OpenHandle, value?.OpenHandle);
        }

        public void backward() => autograd.backward([this]);

        public void backward(IList<Tensor>? grad_tensors = null, bool _retain_graph = false, bool _create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors!, _retain_graph, _create_graph, inputs!);

        public Tensor detach() => Aten.detach.Tensor(this);

        public Tensor detach_() => Aten.detach_.InPlace(this, this);
    }
}
