"""Group pictures/: what Pillow and torchvision make of 8-bit RGB pictures.

An input is not stored: its bytes are floor((u + 1) * 128) of the pattern with the case's name for it, (H, W, 3).
Pattern numbers are random, so that every tap of a filter counts; "hard" inputs know 0 and 255 only.
"""
import io

import numpy as np
import PIL
import torch
from PIL import Image, ImageOps
from torchvision import transforms

import golden_file
from pattern import pattern

ORIENTATION_TAG = 0x0112
JPEG_SIZE = (24, 16)
IMAGE_SIZE = (21, 18)

# name: input size (w, h), hard, box (x, y, w, h), output size (w, h)
RESIZES = {
    "shrink": ((50, 37), False, (0, 0, 50, 37), (19, 14)),
    "shrink_hard": ((97, 61), True, (0, 0, 97, 61), (12, 9)),
    "enlarge": ((7, 5), False, (0, 0, 7, 5), (31, 24)),
    "enlarge_one_pixel": ((1, 1), False, (0, 0, 1, 1), (5, 3)),
    "shrink_to_one_pixel": ((33, 21), False, (0, 0, 33, 21), (1, 1)),
    "width_only": ((40, 9), False, (0, 0, 40, 9), (17, 9)),
    "height_only": ((13, 40), False, (0, 0, 13, 40), (13, 17)),
    "narrow_height_only": ((3, 40), False, (0, 0, 3, 40), (3, 7)),
    "aspect": ((20, 60), False, (0, 0, 20, 60), (41, 11)),
    "whole_box": ((50, 37), False, (11, 5, 30, 28), (16, 16)),
    "fraction_box": ((50, 37), True, (10.3, 4.71, 30.9, 27.15), (16, 18)),
    "lower_right_box": ((50, 37), False, (26, 21, 24, 16), (16, 12)),
    "copied_box": ((50, 37), False, (11, 5, 16, 12), (16, 12)),
    "moved_box": ((50, 37), False, (11.5, 5, 16, 12), (16, 12)),
}

# name: input size, image size, crop fraction
STORES = {
    "wide": ((50, 37), 28, 0.875),
    "high": ((37, 50), 28, 0.875),
    "square": ((33, 33), 28, 0.875),
    "whole": ((45, 31), 16, 1.0),
    "odd": ((61, 40), 15, 0.7),
    "enlarged": ((9, 7), 14, 0.875),
    "as_it_is": ((40, 32), 28, 0.875),
}

# name: input size, side of the window
WINDOWS = {"inside": ((11, 8), 5), "too_narrow": ((5, 12), 8), "too_low": ((13, 4), 7), "too_small": ((3, 2), 8), "same": ((6, 6), 6)}


def picture(name: str, size: tuple, hard: bool = False) -> Image.Image:
    width, height = size
    values = np.floor((pattern(name, height * width * 3) + 1) * 128).astype(np.uint8)
    if hard:
        values = (values >= 128).astype(np.uint8) * 255
    return Image.fromarray(values.reshape(height, width, 3))


def pixels(image: Image.Image) -> torch.Tensor:
    return torch.from_numpy(np.array(image))


def make_resizes() -> None:
    for name, (size, hard, (x, y, w, h), target) in RESIZES.items():
        result = picture(name, size, hard).resize(target, Image.BILINEAR, box=(x, y, x + w, y + h))
        write(f"pictures/resize_{name}", {"output": pixels(result)}, {
            "input": name, "width": size[0], "height": size[1], "hard": hard, "x": x, "y": y, "boxWidth": w, "boxHeight": h})


def make_stores() -> None:
    for name, (size, image_size, fraction) in STORES.items():
        stored = transforms.Resize(round(image_size / fraction))(picture(name, size))
        write(f"pictures/store_{name}", {"stored": pixels(stored), "evaluated": pixels(transforms.CenterCrop(image_size)(stored))}, {
            "input": name, "width": size[0], "height": size[1], "imageSize": image_size, "cropFraction": fraction})
    for name, (size, side) in WINDOWS.items():
        write(f"pictures/window_{name}", {"output": pixels(transforms.CenterCrop(side)(picture(name, size)))}, {
            "input": name, "width": size[0], "height": size[1], "imageSize": side})


def make_orientations() -> None:
    """JPEG files with each orientation in either byte order, and what ImageOps.exif_transpose makes of a picture."""
    tensors = {}
    source = picture("exif", (5, 3))
    width, height = JPEG_SIZE
    blocks = np.zeros((height, width, 3), np.uint8)  # smooth within the blocks of 8, so that any decoder gives nearly the same
    for k, color in enumerate(((250, 10, 10), (10, 250, 10), (10, 10, 250), (240, 240, 10), (10, 240, 240), (128, 128, 128))):
        blocks[8 * (k // 3):8 * (k // 3) + 8, 8 * (k % 3):8 * (k % 3) + 8] = color
    for orientation in range(1, 9):
        for order in "<>":
            exif = Image.Exif()
            exif.endian = order
            exif[0x010F] = "maker"
            exif[ORIENTATION_TAG] = orientation
            file = io.BytesIO()
            Image.fromarray(blocks).save(file, "JPEG", quality=95, subsampling=0, exif=exif)
            tensors[f"file.{orientation}.{'little' if order == '<' else 'big'}"] = torch.frombuffer(bytearray(file.getvalue()), dtype=torch.uint8)
        file.seek(0)
        tensors[f"decoded.{orientation}"] = pixels(ImageOps.exif_transpose(Image.open(file)))
        turned = source.copy()
        turned.getexif()[ORIENTATION_TAG] = orientation
        tensors[f"upright.{orientation}"] = pixels(ImageOps.exif_transpose(turned))
    write("pictures/orientations", tensors, {"input": "exif", "width": 5, "height": 3})


def make_images() -> None:
    """Files of each kind that people have, and the pixels that Pillow reads from them; smooth ones where the coding loses something."""
    sharp = picture("images", IMAGE_SIZE)
    smooth = picture("images", (3, 3)).resize(IMAGE_SIZE, Image.BICUBIC)
    deep = np.arange(IMAGE_SIZE[0] * IMAGE_SIZE[1], dtype=np.uint32) * 1021 % 65536
    deep = Image.fromarray(deep.astype(np.uint16).reshape(IMAGE_SIZE[::-1]))
    opaque = sharp.convert("RGBA")
    files = {
        "rgb.png": (sharp, {}), "gray.png": (sharp.convert("L"), {}), "palette.png": (sharp.quantize(16), {}), "bilevel.png": (sharp.convert("1"), {}),
        "opaque.png": (opaque, {}), "deep.png": (deep, {}), "rgb.bmp": (sharp, {}), "palette.gif": (sharp.quantize(64), {}),
        "lossless.webp": (sharp, {"lossless": True}), "full.jpeg": (smooth, {"quality": 95, "subsampling": 0}),
        "halved.jpeg": (smooth, {"quality": 90, "subsampling": 2}), "progressive.jpeg": (smooth, {"quality": 90, "progressive": True}),
        "gray.jpeg": (smooth.convert("L"), {"quality": 95}), "cmyk.jpeg": (smooth.convert("CMYK"), {"quality": 95}),
    }
    tensors = {}
    for name, (image, options) in files.items():
        file = io.BytesIO()
        image.save(file, name.split(".")[1], **options)
        tensors[f"file.{name}"] = torch.frombuffer(bytearray(file.getvalue()), dtype=torch.uint8)
        file.seek(0)
        read = Image.open(file)
        if name == "deep.png":  # Pillow's own conversion cuts off at 255 instead of dropping the lower byte
            read = Image.fromarray((np.array(read) >> 8).astype(np.uint8))
        tensors[f"pixels.{name}"] = pixels(read.convert("RGB"))
    write("pictures/images", tensors, {"input": "images", "width": IMAGE_SIZE[0], "height": IMAGE_SIZE[1]})


def write(path: str, tensors: dict, case: dict) -> None:
    golden_file.write(path, tensors, case | {"pillow": PIL.__version__})


def make() -> None:
    make_resizes()
    make_stores()
    make_orientations()
    make_images()
    print(f"pictures: {len(RESIZES)} resizes, {len(STORES)} stores, {len(WINDOWS)} windows")
