"""Group augmentations/: what torchvision's augmentations make of 8-bit RGB squares, operation by operation at fixed strengths.

Inputs are those of make_pictures.py. The noise has all values; "narrow" inputs, 60 + value // 4, leave room to be stretched.
Strengths are those of torchvision.transforms.autoaugment: a factor is 1 + strength; of hue, 1 is a whole turn.
"""
import numpy as np
import PIL
import torch
from PIL import Image
from torchvision.transforms import InterpolationMode
from torchvision.transforms import functional
from torchvision.transforms.autoaugment import _apply_op

import golden_file
from make_pictures import picture, pixels

NOISE_SIDE, NARROW_SIDE = 19, 16
FACTORS = (-0.99, -0.33, 0.0, 0.462, 0.99)

# name in torchvision: strengths
STRENGTHS = {
    "Identity": (0.0,),
    "ShearX": (-0.99, -0.2, 0.033, 0.5),
    "ShearY": (-0.99, -0.2, 0.033, 0.5),
    "TranslateX": (-32.0, -5.33, 1.0, 9.6),
    "TranslateY": (-32.0, -5.33, 1.0, 9.6),
    "Rotate": (-135.0, -31.5, 4.5, 90.0),
    "Brightness": FACTORS,
    "Color": FACTORS,
    "Contrast": FACTORS,
    "Sharpness": FACTORS,
    "Posterize": (8.0, 5.0, 2.0),
    "Solarize": (255.0, 127.5, 93.5, 0.0),
    "AutoContrast": (0.0,),
    "Equalize": (0.0,),
    "Hue": (-0.5, -0.07, 0.1, 0.31, 0.5),
}


def narrow(name: str, size: tuple) -> Image.Image:
    return Image.fromarray(60 + np.array(picture(name, size)) // 4)


def apply(image: Image.Image, operation: str, strength: float) -> torch.Tensor:
    result = functional.adjust_hue(image, strength) if operation == "Hue" \
        else _apply_op(image, operation, strength, InterpolationMode.NEAREST, None)
    return pixels(result)


def make() -> None:
    for operation, strengths in STRENGTHS.items():
        noise = picture("noise", (NOISE_SIDE, NOISE_SIDE))
        soft = narrow("narrow", (NARROW_SIDE, NARROW_SIDE))
        tensors = {}
        for k, strength in enumerate(strengths):
            tensors[f"noise.{k}"] = apply(noise, operation, strength)
            tensors[f"narrow.{k}"] = apply(soft, operation, strength)
        golden_file.write(f"augmentations/{operation}", tensors, {
            "operation": operation, "strengths": list(strengths), "noiseSide": NOISE_SIDE, "narrowSide": NARROW_SIDE, "pillow": PIL.__version__})
    print(f"augmentations: {len(STRENGTHS)} operations, {sum(map(len, STRENGTHS.values()))} strengths")
