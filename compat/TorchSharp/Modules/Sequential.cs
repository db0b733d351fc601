using System.Runtime.CompilerServices;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Modules one after the other; what goes from one to the next is disposed on the way.</summary>
        public class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly List<torch.nn.IModule<torch.Tensor, torch.Tensor>> _modules = [];
            private readonly List<string> _names = [];

            internal Sequential() : base(nameof(Sequential))
            {
            }

            protected Sequential(params (string name, torch.nn.Module<torch.Tensor, torch.Tensor> submodule)[] modules) : this()
            {
                foreach (var (name, submodule) in modules)
                    append(name, submodule);
            }

            protected Sequential(params torch.nn.Module<torch.Tensor, torch.Tensor>[] modules) : this()
            {
                foreach (var module in modules)
                    append(module);
            }

            public int Count => _modules.Count;

            [IndexerName("SequentialItems")]
            public torch.nn.IModule<torch.Tensor, torch.Tensor> this[int index] => _modules[index];

            /// <summary>Some of the modules, under the names that they have here.</summary>
            [IndexerName("SequentialItems")]
            public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

            [IndexerName("SequentialItems")]
            public Sequential this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

            private Sequential Slice(int start, int end)
            {
                if (start < 0 || start > Count)
                    throw new IndexOutOfRangeException($"{start} is not a valid index.");
                if (end < 0 || end > Count)
                    throw new IndexOutOfRangeException($"{end} is not a valid index.");
                var slice = new Sequential();
                for (var i = start; i < end; i++)
                    slice.append(_names[i], _modules[i]);
                return slice;
            }

            public Sequential append(torch.nn.IModule<torch.Tensor, torch.Tensor> module) => append(Count.ToString(), module);

            public Sequential append(string name, torch.nn.IModule<torch.Tensor, torch.Tensor> module)
            {
                _modules.Add(module);
                _names.Add(name);
                return this;
            }

            public override IEnumerable<(string name, torch.nn.Module module)> named_children()
            {
                for (var i = 0; i < Count; i++)
                    yield return (_names[i], (torch.nn.Module)_modules[i]);
            }

            public override torch.Tensor forward(torch.Tensor tensor)
            {
                if (Count == 0)
                    return tensor.alias();
                var result = _modules[0].call(tensor);
                for (var i = 1; i < Count; i++)
                {
                    var next = _modules[i].call(result);
                    result.Dispose();
                    result = next;
                }
                return result;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential() => new();

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) =>
                Sequential((IEnumerable<(string, Module<Tensor, Tensor>)>)modules);

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => Sequential((IEnumerable<Module<Tensor, Tensor>>)modules);

            public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) =>
                Sequential((IEnumerable<Tuple<string, Module<Tensor, Tensor>>>)modules);

            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) =>
                modules.Aggregate(Sequential(), (sequence, named) => sequence.append(named.name, named.submodule));

            public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) =>
                Sequential(modules.Select(named => (named.Item1, named.Item2)));

            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) =>
                modules.Aggregate(Sequential(), (sequence, module) => sequence.append(module));
        }
    }
}
