using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Sums, means, extremes, comparisons.
    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Aten.sum.Tensor(this, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => Aten.sum_dims.Tensor(this, new[] { dim }, keepdim, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => Aten.sum_dims.Tensor(this, dim, keepdim, type);
        public Tensor mean() => Aten.mean.Tensor(this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) => Aten.mean_dims.Tensor(this, dimensions, keepdim, type);
        public Tensor std(bool unbiased = true) => Aten.std.Tensor(this, unbiased);
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.std_dims.Tensor(this, dimensions, unbiased, keepdim), type);
        public Tensor var(bool unbiased = true) => Aten.var.Tensor(this, unbiased);
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Cast(Aten.var_dims.Tensor(this, dimensions, unbiased, keepdim), type);

        private static Tensor Cast(Tensor tensor, ScalarType? type) => type is { } given ? tensor.to_type(given, disposeAfter: true) : tensor;

        public Tensor max() => Aten.max.Tensor(this);
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) => Aten.max_dim.Pair(this, dim, keepdim);
        public Tensor min() => Aten.min.Tensor(this);
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) => Aten.min_dim.Pair(this, dim, keepdim);
        public Tensor amax(params long[] dims) => Aten.amax.Tensor(this, dims);
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => @out is null
            ? Aten.amax.Tensor(this, dims, keepdim)
            : Aten.amax_out.InPlace(@out, this, dims, keepdim, @out);
        public Tensor argmax() => Aten.argmax.Tensor(this);
        public Tensor argmax(long dim, bool keepdim = false) => Aten.argmax.Tensor(this, dim, keepdim);
        public Tensor argmin() => Aten.argmin.Tensor(this);
        public Tensor argmin(long dim, bool keepdim = false) => Aten.argmin.Tensor(this, dim, keepdim);
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Aten.topk.Pair(this, (long)k, (long)dim, largest, sorted);
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false) => stable
            ? Aten.sort_stable.Pair(this, true, dim, descending)
            : Aten.sort.Pair(this, dim, descending);
        public Tensor norm(float p = 2f) => Aten.norm.Tensor(this, p);
        public Tensor norm(int dim, bool keepdim = false, float p = 2f) => Aten.norm_dims.Tensor(this, p, new long[] { dim }, keepdim);
        public Tensor prod(ScalarType? type = null) => Aten.prod.Tensor(this, type);
        public Tensor cumsum(long dim, ScalarType? type = null) => Aten.cumsum.Tensor(this, dim, type);
        public Tensor all() => Aten.all.Tensor(this);
        public Tensor all(long dim, bool keepdim = false) => Aten.all_dim.Tensor(this, dim, keepdim);
        public Tensor any() => Aten.any.Tensor(this);
        public Tensor any(long dim, bool keepdim = false) => Aten.any_dim.Tensor(this, dim, keepdim);
        public Tensor softmax(long dim, ScalarType? dtype = null) => Aten.softmax.Tensor(this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Aten.log_softmax.Tensor(this, dim, dtype);

        public Tensor isnan() => Aten.isnan.Tensor(this);
        public Tensor isinf() => Aten.isinf.Tensor(this);
        public Tensor isfinite() => Aten.isfinite.Tensor(this);
        public Tensor eq(Tensor target) => Aten.eq.Tensor(this, target);
        public Tensor eq(Scalar target) => Aten.eq_scalar.Tensor(this, target);
        public Tensor ne(Tensor target) => Aten.ne.Tensor(this, target);
        public Tensor ne(Scalar target) => Aten.ne_scalar.Tensor(this, target);
        public Tensor lt(Tensor target) => Aten.lt.Tensor(this, target);
        public Tensor lt(Scalar target) => Aten.lt_scalar.Tensor(this, target);
        public Tensor le(Tensor target) => Aten.le.Tensor(this, target);
        public Tensor le(Scalar target) => Aten.le_scalar.Tensor(this, target);
        public Tensor gt(Tensor target) => Aten.gt.Tensor(this, target);
        public Tensor gt(Scalar target) => Aten.gt_scalar.Tensor(this, target);
        public Tensor ge(Tensor target) => Aten.ge.Tensor(this, target);
        public Tensor ge(Scalar target) => Aten.ge_scalar.Tensor(this, target);
        public bool Equals(Tensor target) => Aten.equal.Bool(this, target);
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Aten.allclose.Bool(this, target, rtol, atol, equal_nan);
    }
}
