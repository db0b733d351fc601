"""Group families/: one network of each other family from pattern weights; logits, loss and a digest of every gradient, computed in
float64, where no rounding decides about a ReLU."""
import torch
import torchvision
from torchvision import models

import golden_file
from make_networks import CLASSES, digest, run
from family_reference import BnInception, InceptionResNetV2, MobileNet, ShakeShake, ShuffleNet, Vgg16, WideResNet
from pattern import pattern_tensor

INPUT = "input"
SAMPLES = 12
VANISHING = 1e-9  # of the largest gradient, in float64

# Case: what makes it for so many classes, whose names it has, the variant, the shape of its input.
CASES = {
    "efficientnet_b0": (lambda classes: models.efficientnet_b0(num_classes=classes), "Torchvision", "EfficientNetB0", (4, 3, 64, 48)),
    "mobilenet_v3_small": (lambda classes: models.mobilenet_v3_small(num_classes=classes), "Torchvision", "MobileNetV3Small", (4, 3, 64, 48)),
    "mobilenet_v3_large": (lambda classes: models.mobilenet_v3_large(num_classes=classes), "Torchvision", "MobileNetV3Large", (4, 3, 64, 48)),
    "sevgg16": (Vgg16, None, "SeVgg16", (4, 3, 64, 32)),
    "semobilenet": (MobileNet, None, "SeMobileNet", (4, 3, 64, 48)),
    "seshufflenet": (ShuffleNet, None, "SeShuffleNet", (4, 3, 64, 48)),
    "sebninception": (BnInception, None, "SeBnInception", (4, 3, 65, 50)),
    "seinceptionresnetv2": (InceptionResNetV2, None, "SeInceptionResNetV2", (4, 3, 79, 107)),
    "sewrn16_4": (lambda classes: WideResNet(16, 4, classes), None, "CifarSeWideResNet16x4", (4, 3, 16, 18)),
    "seshakeshake26": (lambda classes: ShakeShake(96, classes), None, "CifarSeShakeShake26", (4, 3, 13, 16)),
}

# Parameters with and without squeeze and excitation that papers, torchvision or timm tell.
COUNTS = [
    (BnInception(1000, se=False), 11_295_240), (InceptionResNetV2(1000, se=False), 55_843_464), (Vgg16(1000, se=False), 138_365_992),
    (MobileNet(1000, se=False), 4_231_976), (WideResNet(28, 10, 10, se=False), 36_479_194), (WideResNet(16, 8, 10, se=False), 10_961_370),
]


def made(name: str):
    model = CASES[name][0](CLASSES)
    for layer in model.modules():
        if isinstance(layer, torch.nn.Dropout):
            layer.p = 0.0
        if isinstance(layer, torchvision.ops.StochasticDepth):
            layer.p = 0.0
    return model


def vanishing(exact: dict) -> list:
    """Gradients that are zero but for rounding: of what a batch normalization behind them takes out again."""
    norms = {key: value.norm().item() for key, value in exact.items() if ".grad." in key}
    return sorted(key for key, norm in norms.items() if norm < VANISHING * max(norms.values()))


def make(only=()) -> None:
    for model, count in COUNTS:
        got = sum(p.numel() for p in model.parameters())
        assert got == count, f"{type(model).__name__}: expected {count}, got {got}"
    for name, (_, library, variant, shape) in CASES.items():
        if only and name not in only:
            continue
        model, x, tensors, zero = made(name), pattern_tensor(INPUT, *shape), {}, []
        for mode, training in (("eval", False), ("train", True)):
            exact = run(model, 1.0, x, training, torch.float64)
            nothing = vanishing(exact)
            zero += nothing
            for key, value in exact.items():
                _, kind, *parameter = key.split(".", 2)
                if key not in nothing:
                    tensors[key] = digest(value, parameter[0], SAMPLES).float() if kind == "grad" else value.float()
            print(f"families/{name} {mode}, loss {exact[f'{mode}.loss']:.4f}, {len(nothing)} gradients of zero")
        golden_file.write(f"families/{name}", tensors, {
            "variant": variant, "names": library, "classes": CLASSES, "input": INPUT, "inputShape": list(x.shape),
            "source": "torchvision" if library else "family_reference.py", "samples": SAMPLES, "vanishing": zero,
        })
