"""Group networks/: whole networks from pattern weights; logits, loss and a digest of every gradient."""
from dataclasses import replace

import torch
import torchvision

import golden_file
from counts import cifar, imagenet, senet154
from pattern import fill, pattern, pattern_tensor
from precision import report
from senet_reference import NetworkSpec, SeNet, SeSpec

CLASSES = 10
MANY_PARAMETERS = 150  # networks with more tensors than this get fewer samples a gradient
SE, RESNEXT = SeSpec(), {"groups": 32, "base_width": 4}

TORCHVISION = {
    "resnet18": replace(imagenet(18), classes=CLASSES),
    "resnet50": replace(imagenet(50), classes=CLASSES),
    "resnext50_32x4d": replace(imagenet(50, **RESNEXT), network="ResNeXt50_32x4d", classes=CLASSES),
}
OWN = {
    "seresnet18": imagenet(18, SE),
    "seresnet50": imagenet(50, SE),
    "seresnet50_v1_stride": imagenet(50, SE, stride_in="OneByOne"),
    "seresnet50_identity_no_bias": imagenet(50, replace(SE, placement="Identity", bias=False)),
    "seresnet50_layer3_only": imagenet(50, SE, se_stages=(3,)),
    "seresnext50_32x4d": replace(imagenet(50, SE, **RESNEXT), network="SeResNeXt50_32x4d"),
    "cifar_seresnet20": cifar(20, SE),
    "cifar_seresnet164": cifar(164, SE),
    "seresnet50_caffe": imagenet(50, SE, stride_in="OneByOne", pooling="Ceiling"),
    "seresnet18_legacy_timm": imagenet(18, SE, pooling="Ceiling", extra_relu=True),
    "cifar_seresnet20_parameter_free": replace(cifar(20, SE), shortcut="ParameterFree"),
    "senet154": senet154(pooling="Ceiling"),
}


# Inputs for which float32 and float64 agree (choose_inputs.py): no pre-activation of a ReLU lies so close to zero
# that rounding changes its sign. Shapes are not square, and the last stage still has more than one position.
INPUTS = {
    "resnext50_32x4d": "input.3",
    "seresnet50": "input.4",
    "seresnet50_v1_stride": "input.1",
    "seresnext50_32x4d": "input.7",
    "senet154": "input.52",
}
IMAGENET_INPUT, CIFAR_INPUT = (4, 3, 64, 48), (4, 3, 32, 32)
CEILING_INPUT = (4, 3, 66, 50)  # an odd map before the pooling, whose size tells whether it was padded


def input_shape(spec: NetworkSpec) -> tuple:
    if spec.stem == "Cifar":
        return CIFAR_INPUT
    return CEILING_INPUT if spec.pooling == "Ceiling" else IMAGENET_INPUT


def branch_scale(spec: NetworkSpec) -> float:
    """Without it a deep network's activations and rounding errors double from block to block."""
    if spec.block == "basic":
        return 1.0
    return 1 / 64 if spec.se and spec.se.placement == "Identity" else 1 / 8


def targets(batch: int) -> torch.Tensor:
    return torch.arange(batch) % CLASSES


def run(model, scale: float, x: torch.Tensor, training: bool, dtype: torch.dtype) -> dict:
    """Logits, loss and whole gradients from a fresh pattern state."""
    mode = "train" if training else "eval"
    fill(model.float(), scale).to(dtype).train(training).zero_grad()
    logits = model(x.to(dtype))
    loss = torch.nn.functional.cross_entropy(logits, targets(len(x)))
    loss.backward()
    result = {f"{mode}.logits": logits, f"{mode}.loss": loss}
    result.update((f"{mode}.grad.{name}", p.grad) for name, p in model.named_parameters())
    return {name: tensor.detach().clone() for name, tensor in result.items()}


def digest(gradient: torch.Tensor, name: str, samples: int) -> torch.Tensor:
    """[L2 norm, dot with pattern(name + ".probe"), samples at (i * numel) // m], sums in float64."""
    flat = gradient.flatten()
    exact = flat.double()
    dot = exact @ torch.from_numpy(pattern(name + ".probe", flat.numel())).double()
    m = min(samples, flat.numel())
    at = torch.arange(m) * flat.numel() // m
    return torch.cat([torch.stack([exact.norm(), dot]).float(), flat[at]])


def torchvision_twin(name: str):
    return getattr(torchvision.models, name)(num_classes=CLASSES)


def check_reference(name: str, spec: NetworkSpec) -> None:
    """The reference without SE must equal torchvision's network bit for bit, logits and gradients."""
    x = pattern_tensor("input", 2, *input_shape(spec)[1:])
    for training in (False, True):
        own = run(SeNet(spec), 1.0, x, training, torch.float32)
        theirs = run(torchvision_twin(name), 1.0, x, training, torch.float32)
        assert own.keys() == theirs.keys()
        for key, value in own.items():
            assert torch.equal(value, theirs[key]), f"{name}: {key} differs from torchvision's"
    print(f"networks/{name}: the reference equals torchvision {torchvision.__version__} bit for bit")


def write_case(name: str, spec: NetworkSpec, model, source: str) -> None:
    input_name, scale = INPUTS.get(name, "input"), branch_scale(spec)
    x = pattern_tensor(input_name, *input_shape(spec))
    samples = 24 if len(list(model.parameters())) > MANY_PARAMETERS else 48
    tensors, deviations = {}, {}
    for mode, training in (("eval", False), ("train", True)):
        actual = run(model, scale, x, training, torch.float32)
        exact = run(model, scale, x, training, torch.float64)
        deviations[mode] = report(f"networks/{name} {mode}, loss {actual[f'{mode}.loss']:.4f}", actual, exact)
        for key, value in actual.items():
            _, kind, *parameter = key.split(".", 2)
            tensors[key] = digest(value, parameter[0], samples) if kind == "grad" else value
    golden_file.write(f"networks/{name}", tensors, {
        **spec.case(), "source": source, "input": input_name, "inputShape": list(x.shape), "branchScale": scale,
        "samples": samples, "float64Deviation": deviations,
    })


def sources():
    """Case name, spec, module and where the module comes from."""
    for name, spec in TORCHVISION.items():
        yield name, spec, torchvision_twin(name), "torchvision"
    for name, spec in OWN.items():
        spec = replace(spec, classes=CLASSES)
        yield name, spec, SeNet(spec), "senet_reference.py"


def make() -> None:
    for name, spec in TORCHVISION.items():
        check_reference(name, spec)
    for source in sources():
        write_case(*source)
