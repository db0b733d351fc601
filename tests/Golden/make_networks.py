"""Group networks/: whole networks from pattern weights; logits, loss and a digest of every gradient."""
from dataclasses import replace

import torch
import torchvision

import golden_file
from counts import cifar, imagenet
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
}


def input_of(spec: NetworkSpec, batch: int, name: str = "input") -> torch.Tensor:
    side = 64 if spec.stem == "ImageNet" else 32
    return pattern_tensor(name, batch, 3, side, side)


def targets(batch: int) -> torch.Tensor:
    return torch.arange(batch) % CLASSES


def run(model, x: torch.Tensor, training: bool, dtype: torch.dtype) -> dict:
    """Logits, loss and whole gradients from a fresh pattern state."""
    mode = "train" if training else "eval"
    fill(model.float()).to(dtype).train(training).zero_grad()
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
    x = input_of(spec, batch=2)
    for training in (False, True):
        own = run(SeNet(spec), x, training, torch.float32)
        theirs = run(torchvision_twin(name), x, training, torch.float32)
        assert own.keys() == theirs.keys()
        for key, value in own.items():
            assert torch.equal(value, theirs[key]), f"{name}: {key} differs from torchvision's"
    print(f"networks/{name}: the reference equals torchvision {torchvision.__version__} bit for bit")


def write_case(name: str, spec: NetworkSpec, model, source: str) -> None:
    x = input_of(spec, batch=4 if spec.stem == "ImageNet" else 8)
    samples = 24 if len(list(model.parameters())) > MANY_PARAMETERS else 48
    tensors = {}
    for training in (False, True):
        actual = run(model, x, training, torch.float32)
        exact = run(model, x, training, torch.float64)
        report(f"networks/{name} {'train' if training else 'eval'} (loss {list(exact.values())[1].item():.4f})", actual, exact)
        for key, value in actual.items():
            mode, kind, *parameter = key.split(".", 2)
            tensors[key] = digest(value, parameter[0], samples) if kind == "grad" else value
    case = {**spec.case(), "input": list(x.shape), "samples": samples, "source": source}
    golden_file.write(f"networks/{name}", tensors, case)


def make() -> None:
    for name, spec in TORCHVISION.items():
        check_reference(name, spec)
        write_case(name, spec, torchvision_twin(name), "torchvision")
    for name, spec in OWN.items():
        spec = replace(spec, classes=CLASSES)
        write_case(name, spec, SeNet(spec), "senet_reference.py")
