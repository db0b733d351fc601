using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // How a module learns what it consists of.
        public partial class Module
        {
            private bool _areComponentsRegistered;

            /// <summary>Registers modules, parameters and other tensors that stand in fields, base types' fields last, by the fields' names.</summary>
            protected virtual void RegisterComponents()
            {
                if (_areComponentsRegistered)
                    return;
                foreach (var field in FieldsOf(GetType()))
                    Register(field.ComponentName(), field.GetValue(this));
                _areComponentsRegistered = true;
            }

            private void Register(string name, object? value)
            {
                if (_internal_submodules.ContainsKey(name) || _internal_params.ContainsKey(name) || _internal_buffers.ContainsKey(name))
                    return;
                if (value is Module module)
                    register_module(name, module);
                else if (value is Parameter parameter)
                    register_parameter(name, parameter);
                else if (value is Tensor tensor)
                    register_buffer(name, tensor);
            }

            /// <summary>Fields of all visibilities, the type's own first; a field hides one of the same name further down.</summary>
            private static IEnumerable<FieldInfo> FieldsOf(Type type)
            {
                var seen = new HashSet<string>();
                for (var current = type; current is not null && current != typeof(object); current = current.BaseType)
                    foreach (var field in current.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
                        if (seen.Add(field.Name))
                            yield return field;
            }

            public void add_module(string name, Module module) => register_module(name, module);

            /// <summary>Adds a sub-module; null, or one that is disposed, takes the name away instead.</summary>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null || submodule.IsDisposed)
                {
                    if (_internal_submodules.ContainsKey(name))
                        _internal_submodules.Remove(name);
                    return;
                }
                if (name.Contains('.'))
                    throw new ArgumentException($"module name can't contain \".\", got: {name}");
                if (string.IsNullOrEmpty(name))
                    throw new ArgumentException("module name can't be empty string \"\"");
                if (_internal_submodules.ContainsKey(name))
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
                _internal_submodules.Add(name, submodule);
            }

            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                if (_internal_params.ContainsKey(name))
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
                _internal_params.Add(name, param);
            }

            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                if (_internal_buffers.ContainsKey(name))
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
                _internal_buffers.Add(name, (tensor, persistent));
            }

            /// <summary>Registers a parameter in place of the one of that name; anything but a parameter takes the name away.</summary>
            protected void ConditionallyRegisterParameter(string name, Tensor? value)
            {
                if (value is Parameter parameter)
                    _internal_params[name] = parameter;
                else if (_internal_params.ContainsKey(name))
                    _internal_params.Remove(name);
            }

            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is not null)
                    _internal_buffers[name] = (value, persistent);
                else if (_internal_buffers.ContainsKey(name))
                    _internal_buffers.Remove(name);
            }

            protected void ClearModules() => _internal_submodules.Clear();
        }
    }
}
