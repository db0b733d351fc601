"""The table behind make_operators.py: (name, operator, attributes, inputs, function)."""
import torch
import torch.nn.functional as F

from pattern import pattern_tensor

SAMPLES, CLASSES = 6, 5


def t(name: str, *shape: int, scale: float = 2.0) -> torch.Tensor:
    return pattern_tensor(f"operators.{name}", *shape) * scale


IMAGE = t("image", 2, 4, 7, 5)
LOGITS = t("logits", SAMPLES, CLASSES)
TARGET = torch.tensor([0, 3, 4, 1, 3, 2])
CLASS_WEIGHT = t("class_weight", CLASSES, scale=0.5) + 1
MATRIX = t("matrix", 3, 4)


def convolutions():
    for name, channels, groups, attributes in (
        ("default", 4, 1, {}),
        ("stride_padding", 4, 1, {"stride": [2, 2], "padding": [1, 1]}),
        ("rectangular", 4, 1, {"stride": [2, 1], "padding": [0, 1]}),
        ("dilation", 4, 1, {"padding": [2, 2], "dilation": [2, 2]}),
        ("groups", 2, 2, {"padding": [1, 1], "groups": 2}),
        ("depthwise", 1, 4, {"padding": [1, 1], "groups": 4}),
    ):
        outputs = 4 if name == "depthwise" else 6
        inputs = {"input": IMAGE, "weight": t("kernel", outputs, channels, 3, 3, scale=0.5), "bias": t("bias", outputs)}
        yield f"conv2d_{name}", "conv2d", attributes, inputs, F.conv2d
    inputs = {"input": IMAGE, "weight": t("kernel1", 6, 4, 1, 1)}
    yield "conv2d_1x1_no_bias", "conv2d", {}, inputs, F.conv2d
    inputs = {"input": t("rows", 3, 4), "weight": t("linear", 5, 4), "bias": t("bias", 5)}
    yield "linear", "linear", {}, inputs, F.linear
    yield "linear_no_bias", "linear", {}, {k: v for k, v in inputs.items() if k != "bias"}, F.linear


def batch_norm(input, weight, bias, running_mean, running_var, num_batches_tracked, training, momentum, eps):
    """Output and the buffers after it; momentum None is the cumulative average."""
    norm = torch.nn.BatchNorm2d(input.shape[1], eps, momentum).train(training)
    norm.running_mean.copy_(running_mean)
    norm.running_var.copy_(running_var)
    norm.num_batches_tracked.copy_(num_batches_tracked)
    del norm.weight, norm.bias
    norm.weight, norm.bias = weight, bias
    return norm(input), norm.running_mean, norm.running_var, norm.num_batches_tracked


def normalisations():
    inputs = {
        "input": IMAGE, "weight": t("gamma", 4, scale=0.5) + 1, "bias": t("beta", 4),
        "running_mean": t("mean", 4), "running_var": t("var", 4, scale=0.5) + 1, "num_batches_tracked": torch.tensor(2),
    }
    for name, training, momentum in (("eval", False, 0.1), ("train", True, 0.1), ("train_cumulative", True, None)):
        attributes = {"training": training, "momentum": momentum, "eps": 1e-5}
        yield f"batch_norm_{name}", "batch_norm", attributes, inputs, batch_norm


def activations():
    for name in ("relu", "sigmoid", "tanh"):
        yield name, name, {}, {"input": t("wide", 4, 5, scale=6.0)}, getattr(torch, name)
    for name in ("softmax", "log_softmax"):
        for dim in (1, 0):
            yield f"{name}_dim{dim}", name, {"dim": dim}, {"input": LOGITS * 4}, getattr(torch, name)
    yield "clamp", "clamp", {"min": -0.5, "max": 0.75}, {"input": MATRIX}, torch.clamp
    yield "clamp_min", "clamp", {"min": 0.25}, {"input": MATRIX}, torch.clamp


def losses():
    plain, weighted = {"input": LOGITS, "target": TARGET}, {"input": LOGITS, "target": TARGET, "weight": CLASS_WEIGHT}
    for reduction in ("mean", "sum", "none"):
        attributes = {"reduction": reduction}
        yield f"cross_entropy_{reduction}", "cross_entropy", attributes, plain, F.cross_entropy
        yield f"cross_entropy_weight_{reduction}", "cross_entropy", attributes, weighted, F.cross_entropy
        smooth = {**attributes, "label_smoothing": 0.1}
        yield f"cross_entropy_smoothing_{reduction}", "cross_entropy", smooth, plain, F.cross_entropy
        values = {"input": LOGITS, "target": t("values", SAMPLES, CLASSES)}
        yield f"mse_loss_{reduction}", "mse_loss", attributes, values, F.mse_loss
    yield "cross_entropy_smoothing_weight", "cross_entropy", {"label_smoothing": 0.1}, weighted, F.cross_entropy
    ignored = {"ignore_index": 3}
    yield "cross_entropy_ignore_index", "cross_entropy", ignored, plain, F.cross_entropy
    all_three = {**ignored, "label_smoothing": 0.1}
    yield "cross_entropy_ignore_index_weight_smoothing", "cross_entropy", all_three, weighted, F.cross_entropy
    soft = {"input": LOGITS, "target": torch.softmax(t("soft", SAMPLES, CLASSES), 1)}
    yield "cross_entropy_probabilities", "cross_entropy", {}, soft, F.cross_entropy
    yield "cross_entropy_probabilities_smoothing", "cross_entropy", {"label_smoothing": 0.1}, soft, F.cross_entropy
    log_probabilities = {"input": torch.log_softmax(LOGITS, 1), "target": TARGET}
    yield "nll_loss", "nll_loss", {}, log_probabilities, F.nll_loss
    yield "nll_loss_weight_sum", "nll_loss", {"reduction": "sum"}, {**log_probabilities, "weight": CLASS_WEIGHT}, F.nll_loss


def pooling():
    image = {"input": IMAGE}
    stem = {"kernel_size": 3, "stride": 2, "padding": 1}
    yield "max_pool2d_stem", "max_pool2d", stem, image, F.max_pool2d
    ceil = {"kernel_size": 2, "stride": 2, "ceil_mode": True}
    yield "max_pool2d_ceil", "max_pool2d", ceil, image, F.max_pool2d
    caffe = {"kernel_size": 3, "stride": 2, "ceil_mode": True}
    yield "max_pool2d_caffe_stem", "max_pool2d", caffe, {"input": t("even", 1, 2, 8, 6)}, F.max_pool2d
    yield "avg_pool2d", "avg_pool2d", {"kernel_size": 2, "stride": 2}, image, F.avg_pool2d
    yield "avg_pool2d_padding", "avg_pool2d", stem, image, F.avg_pool2d
    uncounted = {**stem, "count_include_pad": False}
    yield "avg_pool2d_count_exclude_pad", "avg_pool2d", uncounted, image, F.avg_pool2d
    yield "adaptive_avg_pool2d", "adaptive_avg_pool2d", {"output_size": 1}, image, F.adaptive_avg_pool2d
    yield "adaptive_avg_pool2d_3x2", "adaptive_avg_pool2d", {"output_size": [3, 2]}, image, F.adaptive_avg_pool2d
    yield "adaptive_max_pool2d", "adaptive_max_pool2d", {"output_size": 1}, image, F.adaptive_max_pool2d


def reductions():
    image = {"input": IMAGE}
    spatial = {"dim": [2, 3], "keepdim": True}
    for name in ("amax", "mean", "sum"):
        yield f"{name}_spatial", name, spatial, image, getattr(torch, name)
    ties = {"input": torch.tensor([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]])}
    yield "amax_ties", "amax", {"dim": [1]}, ties, torch.amax
    yield "var_mean_unbiased", "var_mean", {"dim": [0, 2, 3], "unbiased": True}, image, torch.var_mean
    yield "var_mean_biased", "var_mean", {"dim": [0, 2, 3], "unbiased": False}, image, torch.var_mean
    yield "std_unbiased", "std", {"dim": [1], "unbiased": True}, {"input": MATRIX}, torch.std
    yield "norm_2", "norm", {"p": 2}, {"input": MATRIX}, torch.norm
    yield "norm_dim", "norm", {"p": 2, "dim": [1], "keepdim": True}, {"input": MATRIX}, torch.norm
    yield "cumsum", "cumsum", {"dim": 1}, {"input": MATRIX}, torch.cumsum
    yield "argmax", "argmax", {"dim": 1}, {"input": LOGITS}, torch.argmax
    yield "topk", "topk", {"k": 3, "dim": 1}, {"input": LOGITS}, torch.topk


def shaping():
    image = {"input": IMAGE}
    for size in ([14, 10], [4, 9]):
        for align in (False, True):
            name = f"interpolate_bilinear_{size[0]}x{size[1]}{'_align_corners' if align else ''}"
            attributes = {"size": size, "mode": "bilinear", "align_corners": align}
            yield name, "interpolate", attributes, {"input": IMAGE[:1, :2]}, F.interpolate
    yield "interpolate_nearest", "interpolate", {"size": [4, 9], "mode": "nearest"}, {"input": IMAGE[:1, :2]}, F.interpolate
    for mode in ("reflect", "constant"):
        yield f"pad_{mode}", "pad", {"pad": [2, 1, 3, 0], "mode": mode}, {"input": IMAGE[:1, :2]}, F.pad
    yield "flip", "flip", {"dims": [3]}, image, torch.flip
    indices = {"input": MATRIX, "index": torch.tensor([2, 0, 2])}
    yield "index_select", "index_select", {"dim": 0}, indices, torch.index_select
    indices = {"input": MATRIX, "index": torch.tensor([[0, 3], [1, 1], [2, 0]])}
    yield "gather", "gather", {"dim": 1}, indices, torch.gather
    chosen = {"condition": torch.tensor([[True, False, True, False]]), "input": MATRIX, "other": t("other", 3, 4)}
    yield "where", "where", {}, chosen, lambda condition, input, other: torch.where(condition, input, other)


def products():
    yield "matmul", "matmul", {}, {"input": MATRIX, "other": t("right", 4, 5)}, torch.matmul
    batched = {"input": t("batched", 2, 3, 4), "other": t("right", 4, 5)}
    yield "matmul_batched", "matmul", {}, batched, torch.matmul
    added = {"input": t("added", 5), "mat1": MATRIX, "mat2": t("right", 4, 5)}
    yield "addmm", "addmm", {"beta": 0.5, "alpha": 2.0}, added, torch.addmm


TABLES = (convolutions, normalisations, activations, losses, pooling, reductions, shaping, products)
