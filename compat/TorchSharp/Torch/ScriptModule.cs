using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class jit
    {
        /// <summary>Reads a module from the bytes of an archive, code and attributes, onto a device.</summary>
        public static ScriptModule load(byte[] bytes, DeviceType device_type = DeviceType.CPU, long device_index = -1) =>
            new(ScriptHandle.Load(bytes, device_type, checked((int)device_index)));

        /// <summary>A TorchScript module, whose methods are called by name. Its parameters and buffers are not listed here.</summary>
        public class ScriptModule : nn.Module
        {
            private readonly ScriptHandle _handle;

            internal ScriptModule(ScriptHandle handle) : base(nameof(ScriptModule)) => _handle = handle;

            /// <inheritdoc cref="CompilationUnit.invoke(string, object[])"/>
            public object invoke(string name, params object[] objs)
            {
                if (string.IsNullOrEmpty(name))
                    throw new ArgumentNullException("method name");
                ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
                return JitValues.Result(_handle.Invoke(name, Array.ConvertAll(objs, JitValues.Argument)))!;
            }

            public TResult invoke<TResult>(string name, params object[] inputs) => (TResult)invoke(name, inputs);

            protected override void Dispose(bool disposing)
            {
                base.Dispose(disposing);
                _handle.Dispose();
            }
        }
    }
}
