"""SE-ResNets in PyTorch as their users write them (in-place ReLU, 1x1-convolution excitation); ratio 0 builds the plain networks."""
from torch import nn


class SqueezeExcitation(nn.Module):
    def __init__(self, channels, ratio):
        super().__init__()
        hidden = max(1, channels // ratio)
        self.fc1 = nn.Conv2d(channels, hidden, 1)
        self.fc2 = nn.Conv2d(hidden, channels, 1)
        self.relu = nn.ReLU(inplace=True)
        self.gate = nn.Sigmoid()

    def forward(self, x):
        return x * self.gate(self.fc2(self.relu(self.fc1(x.mean((2, 3), keepdim=True)))))


class Block(nn.Module):
    """What basic blocks and bottlenecks share: excitation, projection, addition."""

    def __init__(self, channels, out, stride, ratio):
        super().__init__()
        self.relu = nn.ReLU(inplace=True)
        self.se = SqueezeExcitation(out, ratio) if ratio else None
        self.downsample = None
        if stride != 1 or channels != out:
            self.downsample = nn.Sequential(nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        identity = x if self.downsample is None else self.downsample(x)
        x = self.branch(x)
        if self.se is not None:
            x = self.se(x)
        x += identity
        return self.relu(x)


class BasicBlock(Block):
    expansion = 1

    def __init__(self, channels, planes, stride, ratio):
        super().__init__(channels, planes, stride, ratio)
        self.conv1 = nn.Conv2d(channels, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)

    @property
    def last(self):
        return self.bn2

    def branch(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        return self.bn2(self.conv2(x))


class Bottleneck(Block):
    expansion = 4

    def __init__(self, channels, planes, stride, ratio):
        super().__init__(channels, planes * self.expansion, stride, ratio)
        self.conv1 = nn.Conv2d(channels, planes, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv3 = nn.Conv2d(planes, planes * self.expansion, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(planes * self.expansion)

    @property
    def last(self):
        return self.bn3

    def branch(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.relu(self.bn2(self.conv2(x)))
        return self.bn3(self.conv3(x))


class ResNet(nn.Module):
    """With four stages the network for large pictures; with three that for small ones, 3x3 stem and widths 16, 32, 64."""

    def __init__(self, block, layers, ratio=16, classes=1000):
        super().__init__()
        small = len(layers) == 3
        channels = first = 16 if small else 64
        stem = [nn.Conv2d(3, first, 3 if small else 7, 1 if small else 2, 1 if small else 3, bias=False), nn.BatchNorm2d(first), nn.ReLU(inplace=True)]
        self.stem = nn.Sequential(*stem, *([] if small else [nn.MaxPool2d(3, 2, 1)]))
        blocks = []
        for stage, count in enumerate(layers):
            planes = first << stage
            for i in range(count):
                blocks.append(block(channels, planes, 2 if stage and not i else 1, ratio))
                channels = planes * block.expansion
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(channels, classes)

    def forward(self, x):
        return self.fc(self.blocks(self.stem(x)).mean((2, 3)))


NETWORKS = {
    "se_resnet18": (BasicBlock, (2, 2, 2, 2)),
    "se_resnet34": (BasicBlock, (3, 4, 6, 3)),
    "se_resnet50": (Bottleneck, (3, 4, 6, 3)),
    "cifar_se_resnet20": (BasicBlock, (3, 3, 3)),
    "cifar_se_resnet32": (BasicBlock, (5, 5, 5)),
    "cifar_se_resnet44": (BasicBlock, (7, 7, 7)),
    "cifar_se_resnet56": (BasicBlock, (9, 9, 9)),
}


def for_training(name, classes, ratio=16):
    """A network with initial weights for training from scratch: He's by fan-out, the last normalisation of each block zero."""
    network = ResNet(*NETWORKS[name], ratio, classes)
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, Block):
            nn.init.zeros_(module.last.weight)
    nn.init.zeros_(network.fc.bias)
    return network


class ResNet50(ResNet):
    def __init__(self, ratio=16, classes=1000):
        super().__init__(*NETWORKS["se_resnet50"], ratio, classes)
