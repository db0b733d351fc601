"""SE-ResNets in plain PyTorch, written from the paper (arXiv:1709.01507) as an independent reference.

State-dict names follow timm's seresnet*: layer1.0.conv1.weight, layer1.0.se.fc1.weight, fc.weight.
Letters: N batch, C channels, H height, W width.
"""
from dataclasses import asdict, dataclass
from typing import Optional, Tuple

import torch
from torch import nn

GATES = {"Sigmoid": torch.sigmoid, "ReLU": torch.relu, "Tanh": torch.tanh}
EXPANSION = {"basic": 1, "bottleneck": 4}


@dataclass(frozen=True)
class SeSpec:
    ratio: int = 16
    placement: str = "Standard"  # Standard | Pre | Post | Identity | After3x3
    squeeze: str = "Average"     # Average | Max | None (the excitation sees the whole map)
    gate: str = "Sigmoid"        # Sigmoid | ReLU | Tanh
    bias: bool = True
    rounding: str = "Floor"      # Floor | MultipleOf8 (timm)

    def hidden(self, channels: int) -> int:
        if self.rounding == "MultipleOf8":
            return max(8, (channels // self.ratio + 4) // 8 * 8)
        return max(1, channels // self.ratio)


@dataclass(frozen=True)
class BlockSpec:
    block: str                   # basic | bottleneck
    inputs: int
    planes: int
    stride: int = 1
    downsample: bool = False
    groups: int = 1
    base_width: int = 64
    stride_in: str = "ThreeByThree"  # ThreeByThree (v1.5) | OneByOne (v1)
    se: Optional[SeSpec] = None
    shortcut: str = "Projection"     # Projection | ParameterFree (option A, half of the zeros before and half behind)
    extra_relu: bool = False         # legacy timm's, before SE in a basic block
    half_first: bool = False         # SENet-154: the first 1x1 has half of the width
    projection_kernel: int = 1       # SENet-154: 3 where the block has a stride

    @property
    def outputs(self) -> int:
        return self.planes * EXPANSION[self.block]

    @property
    def width(self) -> int:
        """Channels between a bottleneck's 1x1 convolutions."""
        return int(self.planes * self.base_width / 64) * self.groups

    def case(self) -> dict:
        flags = {
            "shortcut": (self.shortcut, "Projection"), "reluBeforeExcitation": (self.extra_relu, False),
            "halvesFirst": (self.half_first, False), "projectionKernel": (self.projection_kernel, 1),
        }
        return {
            **{name: value for name, (value, default) in flags.items() if value != default},
            "block": self.block, "in": self.inputs, "planes": self.planes, "stride": self.stride,
            "downsample": self.downsample, "groups": self.groups, "baseWidth": self.base_width,
            "strideIn": self.stride_in, "se": asdict(self.se) if self.se else None,
        }


@dataclass(frozen=True)
class NetworkSpec:
    network: str
    block: str
    layers: Tuple[int, ...]
    stem: str = "ImageNet"       # ImageNet | Deep (SENet-154) | Cifar
    groups: int = 1
    base_width: int = 64
    classes: int = 1000
    stride_in: str = "ThreeByThree"
    se: Optional[SeSpec] = None
    se_stages: Tuple[int, ...] = (1, 2, 3, 4)  # 1 is layer1
    pooling: str = "Padded"      # Padded | Ceiling (Caffe)
    shortcut: str = "Projection"
    extra_relu: bool = False
    half_first: bool = False
    projection_kernel: int = 1

    def case(self) -> dict:
        se = {**asdict(self.se), "stages": [s for s in self.se_stages if s <= len(self.layers)]} if self.se else None
        flags = {"stemPooling": self.pooling, "shortcut": self.shortcut, "reluBeforeExcitation": self.extra_relu}
        return {
            **{name: value for name, value in flags.items() if value not in ("Padded", "Projection", False)},
            "network": self.network, "stem": self.stem, "block": self.block, "layers": list(self.layers),
            "groups": self.groups, "baseWidth": self.base_width, "classes": self.classes,
            "strideIn": self.stride_in, "se": se,
        }


class Convolution(nn.Conv2d):
    def __init__(self, inputs, outputs, kernel, stride=1, groups=1, bias=False):
        super().__init__(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=bias)

    def reset_parameters(self):
        pass  # every value comes from the pattern


class SqueezeExcitation(nn.Module):
    """Squeeze (N, C, 1, 1), excite through C/r, scale (N, C, H, W)."""

    def __init__(self, channels: int, spec: SeSpec):
        super().__init__()
        hidden = spec.hidden(channels)
        self.fc1 = Convolution(channels, hidden, 1, bias=spec.bias)
        self.fc2 = Convolution(hidden, channels, 1, bias=spec.bias)
        self.spec = spec

    def forward(self, x):
        z = x
        if self.spec.squeeze == "Average":
            z = x.mean((2, 3), keepdim=True)
        elif self.spec.squeeze == "Max":
            z = x.amax((2, 3), keepdim=True)
        return x * GATES[self.spec.gate](self.fc2(torch.relu(self.fc1(z))))


class Block(nn.Module):
    """What both blocks share: the shortcut, the addition and the places of SE around the branch."""

    def __init__(self, spec: BlockSpec):
        super().__init__()
        self.spec = spec
        self.placement = spec.se.placement if spec.se else None
        if spec.downsample and spec.shortcut == "Projection":
            kernel = 1 if spec.stride == 1 else spec.projection_kernel
            self.downsample = nn.Sequential(
                Convolution(spec.inputs, spec.outputs, kernel, spec.stride), nn.BatchNorm2d(spec.outputs))
        if spec.se:
            channels = {"Pre": spec.inputs, "After3x3": spec.width}.get(self.placement, spec.outputs)
            self.se = SqueezeExcitation(channels, spec.se)

    def squeeze_at(self, placement, x):
        return self.se(x) if self.placement == placement else x

    def shortcut(self, x):
        if not self.spec.downsample:
            return x
        if self.spec.shortcut == "Projection":
            return self.downsample(x)
        sampled = x[:, :, ::self.spec.stride, ::self.spec.stride]
        shape, added = sampled.shape, self.spec.outputs - self.spec.inputs
        before = sampled.new_zeros(shape[0], added // 2, *shape[2:])
        behind = sampled.new_zeros(shape[0], added - added // 2, *shape[2:])
        return torch.cat([before, sampled, behind], 1)

    def forward(self, x):
        shortcut = self.shortcut(x)
        shortcut = self.squeeze_at("Identity", shortcut)
        branch = self.branch(self.squeeze_at("Pre", x))
        branch = self.squeeze_at("Standard", branch)
        return self.squeeze_at("Post", torch.relu(branch + shortcut))


class BasicBlock(Block):
    def __init__(self, spec: BlockSpec):
        super().__init__(spec)
        assert spec.groups == 1 and self.placement != "After3x3"
        self.conv1 = Convolution(spec.inputs, spec.planes, 3, spec.stride)
        self.bn1 = nn.BatchNorm2d(spec.planes)
        self.conv2 = Convolution(spec.planes, spec.planes, 3)
        self.bn2 = nn.BatchNorm2d(spec.planes)

    def branch(self, x):
        x = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
        return torch.relu(x) if self.spec.extra_relu else x


class Bottleneck(Block):
    def __init__(self, spec: BlockSpec):
        super().__init__(spec)
        first, second = (spec.stride, 1) if spec.stride_in == "OneByOne" else (1, spec.stride)
        narrow = spec.width // 2 if spec.half_first else spec.width
        self.conv1 = Convolution(spec.inputs, narrow, 1, first)
        self.bn1 = nn.BatchNorm2d(narrow)
        self.conv2 = Convolution(narrow, spec.width, 3, second, spec.groups)
        self.bn2 = nn.BatchNorm2d(spec.width)
        self.conv3 = Convolution(spec.width, spec.outputs, 1)
        self.bn3 = nn.BatchNorm2d(spec.outputs)

    def branch(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = torch.relu(self.bn2(self.conv2(x)))
        return self.bn3(self.conv3(self.squeeze_at("After3x3", x)))


def block_of(spec: BlockSpec) -> Block:
    return BasicBlock(spec) if spec.block == "basic" else Bottleneck(spec)


class SeNet(nn.Module):
    """Images (N, 3, H, W) to logits (N, classes)."""

    def __init__(self, spec: NetworkSpec):
        super().__init__()
        stem = {"ImageNet": ((64, 7, 2),), "Deep": ((64, 3, 2), (64, 3, 1), (128, 3, 1)), "Cifar": ((16, 3, 1),)}[spec.stem]
        channels, self.stem = 3, []
        for number, (outputs, kernel, stride) in enumerate(stem, start=1):
            self.add_module(f"conv{number}", Convolution(channels, outputs, kernel, stride))
            self.add_module(f"bn{number}", nn.BatchNorm2d(outputs))
            self.stem.append((f"conv{number}", f"bn{number}"))
            channels = outputs
        pools = {"Padded": nn.MaxPool2d(3, 2, 1), "Ceiling": nn.MaxPool2d(3, 2, ceil_mode=True)}
        self.pool = nn.Identity() if spec.stem == "Cifar" else pools[spec.pooling]
        planes = stem[0][0]
        self.stages = []
        for stage, count in enumerate(spec.layers, start=1):
            blocks = []
            for i in range(count):
                stride = 2 if stage > 1 and i == 0 else 1
                block = BlockSpec(
                    spec.block, channels, planes, stride, stride != 1 or channels != planes * EXPANSION[spec.block],
                    spec.groups, spec.base_width, spec.stride_in, spec.se if stage in spec.se_stages else None,
                    spec.shortcut, spec.extra_relu, spec.half_first, spec.projection_kernel)
                blocks.append(block_of(block))
                channels = block.outputs
            self.add_module(f"layer{stage}", nn.Sequential(*blocks))
            self.stages.append(f"layer{stage}")
            planes *= 2
        self.fc = nn.Linear(channels, spec.classes)

    def forward(self, x):
        for convolution, normalisation in self.stem:
            x = torch.relu(getattr(self, normalisation)(getattr(self, convolution)(x)))
        x = self.pool(x)
        for stage in self.stages:
            x = getattr(self, stage)(x)
        return self.fc(x.mean((2, 3)))
