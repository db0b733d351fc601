"""Group onnx/: small networks as torch.onnx.export writes them, weights filled from our names' patterns, and their logits.

`folded`: batch normalisation folded into the convolutions, as the exporter does by default; `plain`: neither folded nor with SE.
"""
from dataclasses import replace

import torch

import golden_file
from counts import cifar
from make_networks import branch_scale, input_shape
from pattern import fill, pattern_tensor
from senet_reference import SeNet, SeSpec

CASES = {
    "folded": (replace(cifar(20, SeSpec()), classes=5), {}),
    "plain": (replace(cifar(20), classes=5), {"training": torch.onnx.TrainingMode.PRESERVE, "do_constant_folding": False}),
}


def export(model: torch.nn.Module, path, shape, **options) -> None:
    torch.onnx.export(model, torch.zeros(1, *shape[1:]), path, opset_version=13, dynamic_axes={"input": {0: "N"}},
                      input_names=["input"], output_names=["logits"], **options)


def make() -> None:
    folder = golden_file.ROOT / "onnx"
    folder.mkdir(exist_ok=True)
    for name, (spec, options) in CASES.items():
        model = fill(SeNet(spec), branch_scale(spec)).eval()
        shape = list(input_shape(spec))
        with torch.no_grad():
            logits = model(pattern_tensor("input", *shape))
        export(model, folder / f"{name}.onnx", shape, **options)
        golden_file.write(f"onnx/{name}", {"logits": logits}, {
            **spec.case(), "branchScale": branch_scale(spec), "inputShape": shape, "input": "input"})
