using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        /// <summary>Compiles TorchScript functions from their source.</summary>
        public static CompilationUnit compile(string script) => string.IsNullOrEmpty(script)
            ? throw new ArgumentNullException("empty script")
            : new CompilationUnit(JitHandle.Compile(script));

        /// <summary>TorchScript functions, called by name.</summary>
        public class CompilationUnit : IDisposable
        {
            private readonly JitHandle _handle;

            internal CompilationUnit(JitHandle handle) => _handle = handle;

            /// <summary>
            /// Takes tensors, lists of tensors, scalars, numbers, truth values and null; gives a tensor, a <see cref="Scalar"/>, null,
            /// or an array or tuple of these.
            /// </summary>
            public object invoke(string name, params object[] objs)
            {
                if (string.IsNullOrEmpty(name))
                    throw new ArgumentNullException("method name");
                ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
                return JitValues.Result(_handle.Invoke(name, Array.ConvertAll(objs, JitValues.Argument)))!;
            }

            public TResult invoke<TResult>(string name, params object[] inputs) => (TResult)invoke(name, inputs);

            /// <summary>Passes the inputs as one argument, a list; so only tensors have a meaning here.</summary>
            public TResult invoke<T, TResult>(string name, params T[] inputs) => (TResult)invoke(name, [inputs]);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing) => _handle.Dispose();
        }
    }
}
