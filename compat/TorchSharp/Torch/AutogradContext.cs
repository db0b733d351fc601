using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a custom function's forward pass leaves for its backward pass.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> _data = [];
            private List<Tensor?> _toSave = [];
            private List<Tensor> _nonDifferentiable = [];

            internal AutogradContext()
            {
            }

            /// <summary>The node, during its backward pass.</summary>
            internal IntPtr Node { get; set; }

            internal IReadOnlyList<Tensor?> ToSave => _toSave;

            /// <summary>Tensors for the backward pass; they must not be changed in place until then.</summary>
            public void save_for_backward(List<Tensor> tensors) => _toSave = [.. tensors];

            /// <summary>Something else for the backward pass.</summary>
            public void save_data(string key, object value) => _data[key] = value;

            /// <summary>Outputs that have no gradient.</summary>
            public void mark_non_differentiable(List<Tensor> tensors) => _nonDifferentiable = [.. tensors];

            /// <summary>The saved tensors, as new objects; only inside a backward pass.</summary>
            public List<Tensor> get_saved_variables() => Node == IntPtr.Zero
                ? []
                : FunctionNative.Saved(Node, _toSave.Count).Select(handle => handle == IntPtr.Zero ? null! : new Tensor(handle)).ToList();

            /// <summary>What was saved under a key; null where nothing was.</summary>
            public object get_data(string key) => _data.GetValueOrDefault(key)!;

            internal bool IsDifferentiable(Tensor output) => !_nonDifferentiable.Any(tensor => ReferenceEquals(tensor, output));

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
            }
        }
    }
}
