using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // What the tensor's methods say, as functions; and what takes several tensors.
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Aten.cat.Tensor(Value.Tensors(tensors), dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Aten.stack.Tensor(Value.Tensors(tensors), dim);

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Aten.where.Tensor(condition, x, y);

    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
        tensor.allclose(target, rtol, atol, equal_nan);

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);

    public static Tensor add(Tensor left, Tensor right) => left.add(right);

    public static Tensor mul(Tensor left, Tensor right) => left.mul(right);

    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);

    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);

    public static Tensor sigmoid(Tensor input) => input.sigmoid();

    public static Tensor tanh(Tensor input) => input.tanh();

    public static Tensor exp(Tensor input) => input.exp();

    public static Tensor log(Tensor input) => input.log();

    public static Tensor sqrt(Tensor input) => input.sqrt();

    public static Tensor abs(Tensor input) => input.abs();

    public static Tensor mean(Tensor input) => input.mean();

    public static Tensor sum(Tensor input, ScalarType? type = null) => input.sum(type);

    /// <summary>Variances and means; <paramref name="type"/> has no effect, as in TorchSharp.</summary>
    public static (Tensor var, Tensor mean) var_mean(Tensor input, long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
        Aten.var_mean_dims.Pair(input, dimensions, unbiased, keepdim);

    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) => input.flatten(start_dim, end_dim);

    public static Tensor softmax(Tensor input, int dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);
}
