using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One position of an index expression: a number, a slice, a tensor, an ellipsis, a new axis.</summary>
    public struct TensorIndex
    {
        private enum Kind { None, Single, Slice, Tensor, Ellipsis }

        private Kind _kind;
        private long? _start;
        private long? _stop;
        private long? _step;
        private torch.Tensor? _tensor;

        public static TensorIndex None = new() { _kind = Kind.None };
        public static TensorIndex Null = new() { _kind = Kind.None };
        public static TensorIndex Ellipsis = new() { _kind = Kind.Ellipsis };
        public static TensorIndex Colon = Slice();

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { _kind = Kind.Slice, _start = start, _stop = stop, _step = step };

        public static TensorIndex Slice(Range range) => Slice(Bound(range.Start), Bound(range.End));

        public static TensorIndex Single(long? index) => new() { _kind = Kind.Single, _start = index };

        public static TensorIndex Tensor(torch.Tensor tensor) => new() { _kind = Kind.Tensor, _tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex(Index index) => Single(Bound(index)!.Value);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        /// <summary>"^0" as an end means: to the end.</summary>
        private static long? Bound(Index index) => index switch
        {
            { IsFromEnd: true, Value: 0 } => null,
            { IsFromEnd: true } => -index.Value,
            _ => index.Value,
        };

        /// <summary>Applies this position to dimension <paramref name="dimension"/>, which moves on by what is left of it.</summary>
        internal readonly torch.Tensor Apply(torch.Tensor tensor, ref int dimension, int positionsLeft, List<torch.Tensor?> byTensor)
        {
            switch (_kind)
            {
                case Kind.Single:
                    return tensor.select(dimension, _start!.Value);
                case Kind.Slice:
                    return Aten.slice.Tensor(tensor, (long)dimension++, _start, _stop, _step ?? 1L);
                case Kind.Ellipsis:
                    dimension = (int)tensor.Dimensions - positionsLeft;
                    return tensor.alias();
                case Kind.Tensor:
                    while (byTensor.Count < dimension)
                        byTensor.Add(null);
                    byTensor.Add(_tensor);
                    dimension++;
                    return tensor.alias();
                default:
                    return tensor.unsqueeze(dimension++);
            }
        }

        /// <summary>Whether this position uses up a dimension of the tensor.</summary>
        internal readonly bool TakesDimension => _kind is Kind.Single or Kind.Slice or Kind.Tensor;
    }

    /// <summary>Index expressions by views first, then, where tensors take part, by one gather or put.</summary>
    private static class TensorIndexing
    {
        internal static Tensor Get(Tensor tensor, TensorIndex[] indices)
        {
            using var scope = NewDisposeScope();
            var view = View(tensor, indices, out var byTensor);
            return (byTensor.Count == 0 ? view : Aten.index.Tensor(view, Value.OptionalTensors(byTensor))).MoveToOuterDisposeScope();
        }

        internal static Tensor Put(Tensor tensor, TensorIndex[] indices, Tensor value)
        {
            using var scope = NewDisposeScope();
            var view = View(tensor, indices, out var byTensor);
            if (byTensor.Count == 0)
                view.copy_(value);
            else
                Aten.index_put_.Run(view, Value.OptionalTensors(byTensor), value);
            return tensor;
        }

        private static Tensor View(Tensor tensor, TensorIndex[] indices, out List<Tensor?> byTensor)
        {
            byTensor = [];
            var view = tensor.alias();
            var dimension = 0;
            for (var i = 0; i < indices.Length; i++)
                view = indices[i].Apply(view, ref dimension, indices.Skip(i + 1).Count(index => index.TakesDimension), byTensor);
            return view;
        }
    }
}
