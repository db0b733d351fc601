using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Views, copies and pieces.
    public partial class Tensor
    {
        public Tensor alias() => Aten.alias.Tensor(this);
        public Tensor clone() => Aten.clone.Tensor(this);
        public Tensor contiguous() => Aten.contiguous.Tensor(this);
        public Tensor copy_(Tensor source, bool nonBlocking = false) => Aten.copy_.InPlace(this, this, source, nonBlocking);

        /// <summary>Takes the memory, shape and strides of another tensor, which share them from then on.</summary>
        public Tensor set_(Tensor source) => Aten.set_source.InPlace(this, this, source);

        public Tensor view(params long[] shape) => Aten.view.Tensor(this, shape);
        public Tensor view_as(Tensor other) => view(other.shape);
        public Tensor reshape(params long[] shape) => Aten.reshape.Tensor(this, shape);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.flatten.Tensor(this, start_dim, end_dim);
        public Tensor unflatten(long dim, params long[] sizes) => Aten.unflatten.Tensor(this, dim, sizes, Value.None);
        public Tensor permute(params long[] permutation) => Aten.permute.Tensor(this, permutation);
        public Tensor transpose(long dim0, long dim1) => Aten.transpose.Tensor(this, dim0, dim1);
        public Tensor t() => Aten.t.Tensor(this);
        public Tensor T => Aten.permute.Tensor(this, Enumerable.Range(0, (int)Dimensions).Select(i => Dimensions - 1 - i).ToArray());
        public Tensor squeeze(long? dim = null) => dim is { } one ? Aten.squeeze_dim.Tensor(this, one) : Aten.squeeze.Tensor(this);
        public Tensor unsqueeze(long dim) => Aten.unsqueeze.Tensor(this, dim);
        public Tensor unsqueeze_(long dim) => Aten.unsqueeze_.InPlace(this, this, dim);
        public Tensor expand(params long[] sizes) => Aten.expand.Tensor(this, sizes, false);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Aten.expand.Tensor(this, sizes, isImplicit);
        public Tensor repeat(params long[] sizes) => Aten.repeat.Tensor(this, sizes);
        public Tensor narrow(long dim, long start, long length) => Aten.narrow.Tensor(this, dim, start, length);
        public Tensor select(long dim, long index) => Aten.select.Tensor(this, dim, index);
        public Tensor slice(long dim, long start, long finish, long step) => Aten.slice.Tensor(this, dim, start, finish, step);
        public Tensor flip(params long[] dims) => Aten.flip.Tensor(this, dims);
        public Tensor roll(long[] shifts, long[] dims) => Aten.roll.Tensor(this, shifts, dims);
        public Tensor[] unbind(long dimension = 0) => Aten.unbind.List(this, dimension);
        public Tensor[] chunk(long chunks, long dim = 0) => Aten.chunk.List(this, chunks, dim);
        public Tensor[] split(long size, int dim = 0) => Aten.split.List(this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Aten.split_with_sizes.List(this, sizes, dim);

        public Tensor index_select(long dim, Tensor index) => Aten.index_select.Tensor(this, dim, index);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) => Aten.index_add_.InPlace(this, this, dim, index, source, alpha);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Aten.index_copy_.InPlace(this, this, dim, index, source);
        public Tensor gather(long dim, Tensor index) => Aten.gather.Tensor(this, dim, index);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => Aten.scatter_.InPlace(this, this, dim, index, src);
        public Tensor masked_fill(Tensor mask, Scalar value) => Aten.masked_fill.Tensor(this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => Aten.masked_fill_.InPlace(this, this, mask, value);
        public Tensor masked_select(Tensor mask) => Aten.masked_select.Tensor(this, mask);
        public Tensor where(Tensor condition, Tensor y) => Aten.where.Tensor(condition, this, y);

        public Tensor index(params Tensor[] indices) => Aten.index.Tensor(this, Value.OptionalTensors(indices));
        public Tensor index(params TensorIndex[] indices) => TensorIndexing.Get(this, indices);
        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => TensorIndexing.Put(this, indices, value);

        public Tensor this[params TensorIndex[] indices]
        {
            get => TensorIndexing.Get(this, indices);
            set => TensorIndexing.Put(this, indices, value);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => Aten.index_put_.InPlace(this, this, Value.OptionalTensors(indices), value);
        }

        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => TensorIndexing.Put(this, [i1], value);
        }

        public Tensor this[long i1, long i2]
        {
            get => TensorIndexing.Get(this, [i1, i2]);
            set => TensorIndexing.Put(this, [i1, i2], value);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => TensorIndexing.Get(this, [i1, i2, i3]);
            set => TensorIndexing.Put(this, [i1, i2, i3], value);
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => TensorIndexing.Get(this, [i1, i2, i3, i4]);
            set => TensorIndexing.Put(this, [i1, i2, i3, i4], value);
        }
    }
}
