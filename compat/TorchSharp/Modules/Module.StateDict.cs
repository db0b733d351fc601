namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // The tensors that make up what a module has learned, by name.
        public partial class Module
        {
            /// <summary>All parameters, then all persistent buffers; the tensors themselves, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string Key(string own) => string.IsNullOrEmpty(prefix) ? own : $"{prefix}.{own}";
                foreach (var (own, parameter) in named_parameters())
                    destination.TryAdd(Key(own), parameter);
                foreach (var (own, buffer) in named_buffers(include_nonpersistent: false))
                    destination.TryAdd(Key(own), buffer);
                foreach (var (child, module) in _internal_submodules)
                    module.state_dict(destination, Key(child)); // a tensor that two children share was listed once so far
                return destination;
            }

            /// <summary>Copies numbers in; names only here are missing, names only there unexpected, and either is an error if strict.</summary>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var destination = state_dict();
                bool Wanted(string key) => skip?.Contains(key) != true;
                var unexpected = source.Keys.Where(key => Wanted(key) && !destination.ContainsKey(key)).ToList();
                var missing = destination.Keys.Where(key => Wanted(key) && !source.ContainsKey(key)).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary.");
                using var untracked = no_grad();
                foreach (var (key, tensor) in source)
                    if (Wanted(key) && destination.TryGetValue(key, out var target))
                        target.copy_(tensor);
                return (missing, unexpected);
            }
        }
    }
}
