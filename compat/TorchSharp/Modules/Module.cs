using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>
        /// A piece of a network: named parameters, buffers and sub-modules. This file: its life, its mode and its gradients.
        /// </summary>
        public partial class Module : IDisposable
        {
            protected OrderedDict<string, Module> _internal_submodules = [];
            protected OrderedDict<string, (Tensor, bool)> _internal_buffers = [];
            protected OrderedDict<string, Parameter> _internal_params = [];
            protected string? name;

            private bool _training = true;

            protected Module(string name) => this.name = name;

            internal bool IsDisposed { get; private set; }

            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            public virtual bool training => _training;

            public virtual void train(bool train = true)
            {
                _training = train;
                foreach (var (_, child) in named_children())
                    child.train(train);
            }

            public virtual void eval() => train(false);

            /// <summary>Calls a function for every module below this one, then for this one.</summary>
            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, child) in named_children())
                    child.apply(fn);
                fn(this);
                return this;
            }

            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var (_, parameter) in named_parameters())
                {
                    using var gradient = parameter.grad;
                    if (gradient is null)
                        continue;
                    if (set_to_none)
                        parameter.grad = null;
                    else
                        gradient.zero_();
                }
            }

            protected static (Device device, ScalarType dtype) GetDefaultDeviceAndType(Device? device = null, ScalarType? dtype = null) =>
                (device ?? CPU, dtype ?? get_default_dtype());

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Disposes what is registered here and everything below.</summary>
            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || IsDisposed)
                    return;
                IsDisposed = true;
                foreach (var (buffer, _) in _internal_buffers.Values)
                    buffer.DetachFromDisposeScope().Dispose();
                foreach (var parameter in _internal_params.Values)
                    parameter.DetachFromDisposeScope().Dispose();
                foreach (var (_, child) in named_modules())
                    child.Dispose();
            }
        }
    }
}
