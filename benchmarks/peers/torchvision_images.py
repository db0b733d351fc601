"""torchvision over Pillow on photographs: decode, decode and resize. Alone: SENETML_PICTURES=FOLDER /usr/bin/python3 benchmarks/peers/torchvision_images.py

IsoCrop's peer is what PyTorch's users write, Resize (antialiased bilinear) and CenterCrop; Fill's is Pillow's nearest neighbour.
"""
import os

import PIL
import torch
import torchvision
from torchvision.datasets.folder import pil_loader
from torchvision.transforms import CenterCrop, Compose, InterpolationMode, Resize

import worker

COUNT = 200
SIZE = 224


def paths():
    found = [os.path.join(folder, name) for folder, _, names in os.walk(os.environ["SENETML_PICTURES"]) for name in names if name.endswith(".jpg")]
    return sorted(found)[:COUNT]


def each(transform):
    def prepare():
        files = paths()

        def work():
            for file in files:
                transform(pil_loader(file))
        return work
    return prepare


if __name__ == "__main__":
    torch.set_num_threads(1)
    worker.run(
        f"torchvision {torchvision.__version__} over Pillow {PIL.__version__}, 1 thread",
        {
            "decode_resize": (each(Compose([Resize(SIZE), CenterCrop(SIZE)])), COUNT),
            "decode_resize_fill": (each(Resize((SIZE, SIZE), InterpolationMode.NEAREST)), COUNT),
            "decode": (each(lambda picture: picture), COUNT),
        })
