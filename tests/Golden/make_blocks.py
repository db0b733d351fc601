"""Group blocks/: single residual blocks with every parameter, output and gradient."""
from dataclasses import replace

import torch

import golden_file
from pattern import fill, pattern_tensor
from precision import report
from senet_reference import BlockSpec, SeSpec, block_of

BATCH, HEIGHT, WIDTH = 3, 7, 5  # odd and not square, so that swapped axes are seen
SE = SeSpec(ratio=4)


def cases():
    """Case name and spec. Without projection the input is as wide as the output."""
    shapes = {
        "basic_stride2": BlockSpec("basic", 16, 8, 2, True),
        "basic_stride1": BlockSpec("basic", 8, 8),
        "bottleneck_stride2": BlockSpec("bottleneck", 16, 8, 2, True),
        "bottleneck_stride1": BlockSpec("bottleneck", 16, 4),
    }
    for name, spec in shapes.items():
        yield f"{name}_plain", spec
        for placement in ("Standard", "Pre", "Post", "Identity", "After3x3"):
            if placement != "After3x3" or spec.block == "bottleneck":
                yield f"{name}_{placement.lower()}", replace(spec, se=replace(SE, placement=placement))
    strided, straight = shapes["bottleneck_stride2"], shapes["bottleneck_stride1"]
    yield "bottleneck_v1_stride2", replace(strided, stride_in="OneByOne", se=SE)
    yield "bottleneck_groups4", replace(strided, groups=4, base_width=32, se=SE)
    yield "squeeze_max", replace(straight, se=replace(SE, squeeze="Max"))
    yield "squeeze_none", replace(straight, se=replace(SE, squeeze="None"))
    yield "gate_relu", replace(straight, se=replace(SE, gate="ReLU"))
    yield "gate_tanh", replace(straight, se=replace(SE, gate="Tanh"))
    yield "no_bias", replace(straight, se=replace(SE, bias=False))
    yield "rounding_multiple_of_8", replace(straight, se=replace(SE, rounding="MultipleOf8"))
    yield "basic_relu_before_excitation", replace(shapes["basic_stride2"], extra_relu=True, se=SE)
    yield "basic_parameter_free", replace(shapes["basic_stride2"], inputs=3, shortcut="ParameterFree", se=SE)
    yield "bottleneck_senet154", replace(strided, groups=4, base_width=32, half_first=True, projection_kernel=3, se=SE)


def run(spec: BlockSpec, training: bool, dtype: torch.dtype) -> dict:
    """Output, gradients of sum(output * probe) and, after training, the BatchNorm buffers."""
    mode = "train" if training else "eval"
    block = fill(block_of(spec)).to(dtype).train(training)
    x = pattern_tensor("input", BATCH, spec.inputs, HEIGHT, WIDTH).to(dtype).requires_grad_()
    output = block(x)
    (output * pattern_tensor("probe", *output.shape).to(dtype)).sum().backward()
    result = {f"{mode}.output": output, f"{mode}.grad.input": x.grad}
    result.update((f"{mode}.grad.{name}", p.grad) for name, p in block.named_parameters())
    if training:
        result.update((f"after.{name}", b) for name, b in block.named_buffers())
    return {name: tensor.detach() for name, tensor in result.items()}


def make() -> None:
    for name, spec in cases():
        tensors = {**run(spec, False, torch.float32), **run(spec, True, torch.float32)}
        exact = {**run(spec, False, torch.float64), **run(spec, True, torch.float64)}
        report(f"blocks/{name}", tensors, exact)
        tensors["input"] = pattern_tensor("input", BATCH, spec.inputs, HEIGHT, WIDTH)
        tensors.update((f"param.{key}", value) for key, value in fill(block_of(spec)).state_dict().items())
        golden_file.write(f"blocks/{name}", tensors, spec.case())
