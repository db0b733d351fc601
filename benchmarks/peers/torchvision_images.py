"""Pillow and torchvision on JPEG files: read, decode, resize. Alone: PICTURES=DIR /usr/bin/python3 benchmarks/peers/torchvision_images.py"""
import os

import PIL
import torchvision
from PIL import Image
from torchvision import transforms

import worker

PICTURES = 64
SIZE = 224


def files():
    found = sorted(os.path.join(folder, name) for folder, _, names in os.walk(os.environ["PICTURES"]) for name in names if name.endswith(".jpg"))
    return found[:PICTURES]


def decode_resize():
    paths, resize = files(), transforms.Compose([transforms.Resize(SIZE), transforms.CenterCrop(SIZE)])

    def work():
        for path in paths:
            with open(path, "rb") as file:
                resize(Image.open(file).convert("RGB"))
    return work


if __name__ == "__main__":
    worker.run(f"torchvision {torchvision.__version__}, Pillow {PIL.__version__}, 1 thread", {"decode_resize": (decode_resize, PICTURES)})
