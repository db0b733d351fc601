"""Uses weights that Microsoft.ML.SeNet saved as safetensors: says what is on pictures. Needs torch and Pillow; timm where it is installed.

Usage: load_safetensors.py WEIGHTS.safetensors PICTURE...            the three most probable classes of each picture
       load_safetensors.py --logits WEIGHTS.safetensors PICTURE...   one JSON list of logits for each picture

A program of yours needs read_safetensors, prepare and one of the two networks.
"""
import json
import struct
import sys

import torch
import torch.nn.functional as F
from PIL import Image

DTYPES = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64}


def read_safetensors(path):
    """The tensors by name, and the metadata, whose values are texts."""
    with open(path, "rb") as file:
        data = bytearray(file.read())
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8:8 + length].decode())
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = torch.frombuffer(data[begin:end], dtype=DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors, metadata


def prepare(path, metadata):
    """A picture as the network was trained to see it: (1, 3, S, S). Weights that came from elsewhere may not tell; then it is ImageNet's custom."""
    size = json.loads(metadata.get("input_size", "[3, 224, 224]"))[-1]
    picture = Image.open(path).convert("RGB")
    short, stored = min(picture.size), round(size / json.loads(metadata.get("crop_pct", "0.875")))
    picture = picture.resize([stored if side == short else int(stored * side / short) for side in picture.size], Image.BILINEAR)
    left, top = (int(round((side - size) / 2)) for side in picture.size)
    picture = picture.crop((left, top, left + size, top + size))
    pixels = torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8).reshape(size, size, 3).permute(2, 0, 1)[None] / 255
    mean, std = (torch.tensor(json.loads(metadata[key])).view(3, 1, 1) for key in ("mean", "std"))
    return (pixels - mean) / std


def timm_network(weights, metadata):
    """timm's network, where timm is installed and has the one that was trained; else None."""
    try:
        import timm
    except ImportError:
        return None
    if "architecture" not in metadata:
        return None
    network = timm.create_model(metadata["architecture"], num_classes=int(metadata["num_classes"]))
    network.load_state_dict(weights, strict=True)
    return network.eval()


class Network:
    """The network of a file in plain torch: what it has is told by names and shapes, what these do not show by the metadata's "senet_network"."""

    def __init__(self, weights, metadata):
        if "senet_network" not in metadata:
            sys.exit('Expected weights that SeNetWeights.Save wrote, got a file without "senet_network" in its metadata. Let the library read and save it.')
        self.weights = weights
        self.options = json.loads(metadata["senet_network"])
        self.excitation = self.options["SqueezeExcitation"] or {}

    def has(self, layer):
        return f"{layer}.weight" in self.weights

    def convolution(self, x, layer, stride=1):
        weight = self.weights[f"{layer}.weight"]
        return F.conv2d(x, weight, self.weights.get(f"{layer}.bias"), stride, weight.shape[2] // 2, groups=x.shape[1] // weight.shape[1])

    def normalised(self, x, layer):
        mean, variance, weight, bias = (self.weights[f"{layer}.{name}"] for name in ("running_mean", "running_var", "weight", "bias"))
        return F.batch_norm(x, mean, variance, weight, bias)

    def scaled(self, x, name, place):
        if self.excitation.get("Placement") != place or not self.has(f"{name}.se.fc1"):
            return x
        squeeze = {"Average": lambda maps: maps.mean((2, 3), keepdim=True), "Max": lambda maps: maps.amax((2, 3), keepdim=True), "None": lambda maps: maps}
        gate = {"Sigmoid": torch.sigmoid, "ReLU": torch.relu, "Tanh": torch.tanh}
        hidden = torch.relu(self.convolution(squeeze[self.excitation["Squeeze"]](x), f"{name}.se.fc1"))
        return x * gate[self.excitation["Gate"]](self.convolution(hidden, f"{name}.se.fc2"))

    def branch(self, x, name, stride):
        count = 3 if self.has(f"{name}.conv3") else 2
        strided = 1 if count == 2 or self.options["Stride"] == "OneByOne" else 2
        for number in range(1, count + 1):
            x = self.normalised(self.convolution(x, f"{name}.conv{number}", stride if number == strided else 1), f"{name}.bn{number}")
            if number < count or (count == 2 and self.options["ReluBeforeExcitation"]):
                x = torch.relu(x)
            if number == 2:
                x = self.scaled(x, name, "After3x3")
        return x

    def shortcut(self, x, name, stride, channels):
        if self.has(f"{name}.downsample.0"):
            return self.normalised(self.convolution(x, f"{name}.downsample.0", stride), f"{name}.downsample.1")
        added = channels - x.shape[1]
        return F.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, added // 2, added - added // 2))

    def block(self, x, name, stride):
        branch = self.scaled(self.branch(self.scaled(x, name, "Pre"), name, stride), name, "Standard")
        identity = self.scaled(self.shortcut(x, name, stride, branch.shape[1]), name, "Identity")
        return self.scaled(torch.relu(branch + identity), name, "Post")

    def stem(self, x):
        if self.has("conv1.0"):  # SENet-154
            for convolution, normalisation, stride in (("conv1.0", "conv1.1", 2), ("conv1.3", "conv1.4", 1), ("conv1.6", "bn1", 1)):
                x = torch.relu(self.normalised(self.convolution(x, convolution, stride), normalisation))
        else:
            x = torch.relu(self.normalised(self.convolution(x, "conv1", 2 if self.weights["conv1.weight"].shape[2] == 7 else 1), "bn1"))
        if self.options["Variant"].startswith("Cifar"):
            return x
        return F.max_pool2d(x, 3, 2, 1) if self.options["StemPooling"] == "Padded" else F.max_pool2d(x, 3, 2, ceil_mode=True)

    def __call__(self, x):
        x, stage = self.stem(x), 1
        while self.has(f"layer{stage}.0.conv1"):
            number = 0
            while self.has(f"layer{stage}.{number}.conv1"):
                x = self.block(x, f"layer{stage}.{number}", 2 if stage > 1 and number == 0 else 1)
                number += 1
            stage += 1
        return F.linear(x.mean((2, 3)), self.weights["fc.weight"], self.weights["fc.bias"])


def main(arguments):
    logits_only = arguments[:1] == ["--logits"]
    path, *pictures = arguments[1:] if logits_only else arguments
    weights, metadata = read_safetensors(path)
    network = timm_network(weights, metadata) or Network(weights, metadata)
    labels = json.loads(metadata.get("label_names", "null")) or [str(number) for number in range(int(metadata["num_classes"]))]
    for picture in pictures:
        with torch.no_grad():
            logits = network(prepare(picture, metadata))[0]
        if logits_only:
            print(json.dumps(logits.tolist()))
            continue
        probabilities, best = logits.softmax(0).topk(min(3, len(labels)))
        print(f"{picture}: " + ", ".join(f"{labels[index]} {probability:.1%}" for probability, index in zip(probabilities.tolist(), best.tolist())))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:])
