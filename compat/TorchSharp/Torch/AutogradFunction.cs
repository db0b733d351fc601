namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>An operation with a backward pass of its own. Called through <c>apply</c>, never through <c>forward</c>.</summary>
        public abstract class Function<T> where T : Function<T>, new()
        {
            private static readonly T s_instance = new();

            public abstract string Name { get; }

            internal abstract List<Tensor> ForwardOf(AutogradContext context, object?[] vars);

            internal abstract List<Tensor?> BackwardOf(AutogradContext context, List<Tensor> gradients);

            /// <summary>Calls the function, and records it where an argument needs a gradient. Only tensors that are arguments themselves are followed.</summary>
            public static List<Tensor> apply_internal(params object[] vars)
            {
                var context = new AutogradContext();
                var inputs = vars.OfType<Tensor>().Where(tensor => !tensor.IsInvalid).ToArray();
                using var node = is_grad_enabled() && inputs.Any(tensor => tensor.requires_grad)
                    ? new FunctionNode(s_instance.Name, context, [.. vars.Select(IsTensor)], gradients => s_instance.BackwardOf(context, gradients), inputs)
                    : null;
                List<Tensor> outputs;
                using (no_grad())
                    outputs = s_instance.ForwardOf(context, vars);
                return node is null ? outputs : node.Attach(inputs, outputs);
            }

            private static bool IsTensor(object? argument) => argument is Tensor { IsInvalid: false };
        }

        /// <summary>A function with one output.</summary>
        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <summary>One gradient an argument of <c>forward</c>, null where it has none.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            internal sealed override List<Tensor> ForwardOf(AutogradContext context, object?[] vars) => [forward(context, vars!)];

            internal sealed override List<Tensor?> BackwardOf(AutogradContext context, List<Tensor> gradients) => [.. backward(context, gradients[0])];
        }

        /// <summary>A function with any number of outputs.</summary>
        public abstract class MultiTensorFunction<T> : Function<T> where T : MultiTensorFunction<T>, new()
        {
            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            /// <summary>One gradient an argument of <c>forward</c>, null where it has none.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            internal sealed override List<Tensor> ForwardOf(AutogradContext context, object?[] vars) => forward(context, vars!);

            internal sealed override List<Tensor?> BackwardOf(AutogradContext context, List<Tensor> gradients) => [.. backward(context, gradients)];
        }
    }
}
