using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>
        /// The managed side of a node of the graph. The native node holds it from its first moment to its last; this object holds the native
        /// node until it is attached to the outputs.
        /// </summary>
        internal sealed class FunctionNode : IDisposable
        {
            private readonly string _name;
            private readonly AutogradContext _context;
            private readonly bool[] _isTensor;
            private readonly Func<List<Tensor>, List<Tensor?>> _backward;
            private IntPtr _native;

            /// <param name="name">The function's name, for messages.</param>
            /// <param name="context">What it saves.</param>
            /// <param name="isTensor">Which of its arguments are tensors.</param>
            /// <param name="backward">Its backward pass.</param>
            /// <param name="inputs">Those tensors.</param>
            internal FunctionNode(string name, AutogradContext context, bool[] isTensor, Func<List<Tensor>, List<Tensor?>> backward, Tensor[] inputs)
            {
                (_name, _context, _isTensor, _backward) = (name, context, isTensor, backward);
                _native = FunctionNative.New(this, Handles(inputs));
            }

            /// <summary>The outputs as parts of the graph; saves what is to be saved.</summary>
            internal List<Tensor> Attach(Tensor[] inputs, List<Tensor> outputs)
            {
                var attached = FunctionNative.Attach(_native, Handles(inputs), Handles(outputs), [.. outputs.Select(_context.IsDifferentiable)]).Select(handle => new Tensor(handle)).ToList();
                // An output is saved as what it is in the graph.
                var saved = _context.ToSave.Select(tensor => outputs.FindIndex(output => ReferenceEquals(output, tensor)) is >= 0 and var at ? attached[at] : tensor);
                FunctionNative.Save(_native, [.. saved.Select(tensor => tensor is null || tensor.IsInvalid ? null : tensor.OpenHandle)]);
                return attached;
            }

            /// <summary>The backward pass, called by the engine.</summary>
            /// <param name="node">The native node.</param>
            /// <param name="gradients">One an output.</param>
            /// <returns>One a tensor among the arguments; null where there is none.</returns>
            internal Tensor?[] Backward(IntPtr node, List<Tensor> gradients)
            {
                _context.Node = node;
                try
                {
                    return Checked(_backward(gradients));
                }
                finally
                {
                    _context.Node = IntPtr.Zero;
                }
            }

            private Tensor?[] Checked(List<Tensor?> gradients)
            {
                if (gradients.Count > _isTensor.Length && gradients.Skip(_isTensor.Length).All(IsNone))
                    gradients = gradients[.._isTensor.Length];
                if (gradients.Count != _isTensor.Length)
                    throw new NotImplementedException($"Function {_name} returned an incorrect number of gradients (expected {_isTensor.Length}), got {gradients.Count}");
                var wrong = Enumerable.Range(0, _isTensor.Length).FirstOrDefault(i => !_isTensor[i] && !IsNone(gradients[i]), -1);
                if (wrong >= 0)
                    throw new NotImplementedException($"Function {_name} returned a gradient different that is defined at position {wrong + 1}, but the corresponding forward input was not a Tensor");
                return [.. gradients.Where((_, i) => _isTensor[i])];
            }

            private static bool IsNone(Tensor? gradient) => gradient is null || gradient.IsInvalid;

            public void Dispose()
            {
                FunctionNative.Delete(_native);
                _native = IntPtr.Zero;
            }
        }
    }
}
