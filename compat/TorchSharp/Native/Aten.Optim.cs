namespace TorchSharp.Native;

// The operators over lists of tensors that the optimizers and gradient clipping use.
internal static partial class Aten
{
    internal static readonly Operator _foreach_neg = new("aten::_foreach_neg");
    internal static readonly Operator _foreach_sqrt = new("aten::_foreach_sqrt");
    internal static readonly Operator _foreach_zero_ = new("aten::_foreach_zero_");
    internal static readonly Operator _foreach_add = new("aten::_foreach_add.List");
    internal static readonly Operator _foreach_add_ = new("aten::_foreach_add_.List");
    internal static readonly Operator _foreach_add_scalar_ = new("aten::_foreach_add_.Scalar");
    internal static readonly Operator _foreach_mul_ = new("aten::_foreach_mul_.Scalar");
    internal static readonly Operator _foreach_div_ = new("aten::_foreach_div_.Scalar");
    internal static readonly Operator _foreach_maximum_ = new("aten::_foreach_maximum_.List");
    internal static readonly Operator _foreach_addcmul_ = new("aten::_foreach_addcmul_.Scalar");
    internal static readonly Operator _foreach_addcdiv_ = new("aten::_foreach_addcdiv_.Scalar");
    internal static readonly Operator _foreach_norm = new("aten::_foreach_norm.Scalar");
}
