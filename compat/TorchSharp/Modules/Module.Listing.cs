using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // What a module consists of: its own things first, then each child's, under the child's name and a dot.
        public partial class Module
        {
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (own, parameter) in _internal_params)
                    if (IsNew(parameter, seen))
                        yield return (own, parameter);
                if (!recurse)
                    yield break;
                foreach (var (child, module) in named_children())
                    foreach (var (below, parameter) in module.named_parameters(true))
                        if (IsNew(parameter, seen))
                            yield return ($"{child}.{below}", parameter);
            }

            /// <summary>Persistent buffers only, whatever <paramref name="include_nonpersistent"/> says, as in TorchSharp.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (own, (buffer, persistent)) in _internal_buffers)
                    if (persistent && IsNew(buffer, seen))
                        yield return (own, buffer);
                if (!recurse)
                    yield break;
                foreach (var (child, module) in named_children())
                    foreach (var (below, buffer) in module.named_buffers(true, include_nonpersistent))
                        if (IsNew(buffer, seen))
                            yield return ($"{child}.{below}", buffer);
            }

            private static bool IsNew(Tensor tensor, HashSet<Tensor> seen) => !tensor.IsInvalid && seen.Add(tensor);

            public virtual IEnumerable<(string name, Module module)> named_children() => _internal_submodules;

            /// <summary>All children, then what is below each of them; this module itself is not among them.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in named_children())
                    yield return child;
                foreach (var (child, module) in named_children())
                    foreach (var (below, found) in module.named_modules())
                        yield return ($"{child}.{below}", found);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(named => named.parameter);

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(named => named.buffer);

            public virtual IEnumerable<Module> children() => named_children().Select(named => named.module);

            public virtual IEnumerable<Module> modules() => named_modules().Select(named => named.module);

            public virtual bool has_parameter(string target) =>
                _internal_params.ContainsKey(target) || StepsInto(target).Any(step => step.Child.has_parameter(step.Path));

            public virtual bool has_buffer(string target) =>
                _internal_buffers.ContainsKey(target) || StepsInto(target).Any(step => step.Child.has_buffer(step.Path));

            public virtual Parameter? get_parameter(string target) => _internal_params.TryGetValue(target, out var own)
                ? own
                : StepsInto(target).Select(step => step.Child.get_parameter(step.Path)).FirstOrDefault(found => found is not null);

            public virtual Tensor? get_buffer(string target) => _internal_buffers.TryGetValue(target, out var own)
                ? own.Item1
                : StepsInto(target).Select(step => step.Child.get_buffer(step.Path)).FirstOrDefault(found => found is not null);

            /// <summary>The children that a dotted path goes through, with what is left of it.</summary>
            private IEnumerable<(Module Child, string Path)> StepsInto(string target)
            {
                var dot = target.IndexOf('.');
                return dot < 0
                    ? []
                    : named_children().Where(named => named.name == target[..dot]).Select(named => (named.module, target[(dot + 1)..]));
            }
        }
    }
}
