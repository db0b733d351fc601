"""Writes a pretrained network as another library names it, in the formats that PyTorch has. Usage: write_checkpoints.py folder network

The tests run this where Debian's python3-torch is there and read the files back: weights are pattern.fill's by our names.
logits.safetensors has the network's logits, eval mode, for pattern("input").
"""
import pathlib
import re
import sys
from collections import OrderedDict
from dataclasses import replace

import torch

import golden_file
import make_onnx
from counts import cifar, imagenet
from make_networks import branch_scale, input_shape
from pattern import fill, pattern_tensor
from senet_reference import SeNet, SeSpec

SE, TIMM, NO_BIAS = SeSpec(), SeSpec(rounding="MultipleOf8"), SeSpec(bias=False)

LARGE = 20_000_000  # networks with more numbers are written in fewer formats

# Per style: (pattern, replacement) from our names to theirs.
STYLES = {
    "timm": [],
    "caffe": [(r"^((conv|bn)\d\.)", r"layer0.\1"), (r"\.se\.", ".se_module."), (r"^fc\.", "last_linear.")],
    "moskomule": [(r"\.se\.fc1\.", ".se.fc.0."), (r"\.se\.fc2\.", ".se.fc.2.")],
    "torchvision": [],
    "cifar": [(r"\.downsample\.", ".shortcut."), (r"^fc\.", "linear.")],
}
NETWORKS = {
    "timm_18": ("timm", imagenet(18, TIMM, classes=10)),
    "timm_r8_50": ("timm", imagenet(50, SeSpec(ratio=8), classes=7)),
    "caffe_50": ("caffe", imagenet(50, SE, classes=10, stride_in="OneByOne", pooling="Ceiling")),
    "caffe_x50": ("caffe", replace(imagenet(50, SE, groups=32, base_width=4, classes=10, pooling="Ceiling"), network="SeResNeXt50")),
    "legacy_timm_18": ("caffe", imagenet(18, SE, classes=10, pooling="Ceiling", extra_relu=True)),
    "moskomule_18": ("moskomule", imagenet(18, NO_BIAS, classes=10)),
    "moskomule_cifar_20": ("moskomule", cifar(20, NO_BIAS)),
    "torchvision_18": ("torchvision", imagenet(18, classes=10)),
    "cifar_20": ("cifar", replace(cifar(20), shortcut="ParameterFree")),
    "cifar_56_projections": ("cifar", cifar(56)),
}


def renamed(state: dict, style: str) -> OrderedDict:
    names = OrderedDict()
    for name, tensor in state.items():
        ours = name
        for pattern, replacement in STYLES[style]:
            name = re.sub(pattern, replacement, name)
        squeezed = style == "moskomule" and ".se." in ours and tensor.dim() == 4
        names[name] = tensor[:, :, 0, 0] if squeezed else tensor
    return names


def write_formats(folder: pathlib.Path, state: OrderedDict) -> None:
    torch.save(state, folder / "zip.pth")
    legacy = OrderedDict((key, value) for key, value in state.items() if "num_batches_tracked" not in key)  # as before 0.4.1
    torch.save(legacy, folder / "legacy.pth", _use_new_zipfile_serialization=False)
    if sum(tensor.numel() for tensor in state.values()) > LARGE:
        return
    parallel = {"epoch": 3, "state_dict": OrderedDict((f"module.{key}", value) for key, value in state.items())}
    torch.save(parallel, folder / "parallel.th", _use_new_zipfile_serialization=False)
    torch.save(parallel, folder / "parallel.pt")
    golden_file.write("safetensors", state, {})


def main(folder: pathlib.Path, name: str) -> None:
    golden_file.ROOT = folder
    torch.set_num_threads(1)
    style, spec = NETWORKS[name]
    model = fill(SeNet(spec), branch_scale(spec)).eval()
    with torch.no_grad():
        logits = model(pattern_tensor("input", *input_shape(spec)))
    golden_file.write("logits", {"logits": logits}, {
        **spec.case(), "branchScale": branch_scale(spec), "inputShape": list(input_shape(spec)), "input": "input"})
    write_formats(folder, renamed(model.state_dict(), style))
    if spec.shortcut != "ParameterFree":  # which no exporter writes as one known layer
        make_onnx.export(model, folder / "network.onnx", input_shape(spec))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2])
