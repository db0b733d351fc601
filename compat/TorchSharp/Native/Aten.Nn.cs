namespace TorchSharp.Native;

/// <summary>The operators that networks are made of.</summary>
internal static partial class Aten
{
    internal static readonly Operator conv2d = new("aten::conv2d");
    internal static readonly Operator conv2d_padding = new("aten::conv2d.padding");
    internal static readonly Operator linear = new("aten::linear");
    internal static readonly Operator batch_norm = new("aten::batch_norm");
    internal static readonly Operator silu = new("aten::silu");
    internal static readonly Operator silu_ = new("aten::silu_");
    internal static readonly Operator gelu = new("aten::gelu");
    internal static readonly Operator dropout = new("aten::dropout");
    internal static readonly Operator dropout_ = new("aten::dropout_");
    internal static readonly Operator max_pool2d = new("aten::max_pool2d");
    internal static readonly Operator max_pool2d_with_indices = new("aten::max_pool2d_with_indices");
    internal static readonly Operator avg_pool2d = new("aten::avg_pool2d");
    internal static readonly Operator adaptive_avg_pool2d = new("aten::adaptive_avg_pool2d");
    internal static readonly Operator adaptive_max_pool2d = new("aten::adaptive_max_pool2d");
    internal static readonly Operator pad = new("aten::pad");
    internal static readonly Operator upsample_nearest2d = new("aten::upsample_nearest2d.vec");
    internal static readonly Operator upsample_bilinear2d = new("aten::upsample_bilinear2d.vec");
    internal static readonly Operator one_hot = new("aten::one_hot");
    internal static readonly Operator cross_entropy_loss = new("aten::cross_entropy_loss");
    internal static readonly Operator nll_loss = new("aten::nll_loss_nd");
    internal static readonly Operator mse_loss = new("aten::mse_loss");
    internal static readonly Operator l1_loss = new("aten::l1_loss");
    internal static readonly Operator binary_cross_entropy_with_logits = new("aten::binary_cross_entropy_with_logits");
    internal static readonly Operator erf = new("aten::erf");
    internal static readonly Operator erfinv_ = new("aten::erfinv_");
}
