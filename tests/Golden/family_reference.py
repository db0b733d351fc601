"""Networks of other families than the residual one, in plain PyTorch, written from their papers.

Layers are kept by the names that the state dictionary is to have; `forward` reads as the papers' tables do. In training nothing is
dropped, and Shake-Shake mixes half and half: what is random is tested elsewhere.
"""
import torch
from torch import nn
from torch.nn import functional as F


class Network(nn.Module):
    """Layers under dotted names."""

    def put(self, name: str, layer: nn.Module) -> nn.Module:
        *path, last = name.split(".")
        owner = self
        for part in path:
            if not hasattr(owner, part):
                owner.add_module(part, nn.Module())
            owner = getattr(owner, part)
        owner.add_module(last, layer)
        return layer

    def conv(self, name, norm, c_in, c_out, k, stride=1, pad=None, groups=1, bias=False, eps=1e-5):
        """A convolution and its normalization, as a function of maps."""
        k = (k, k) if isinstance(k, int) else k
        pad = (k[0] // 2, k[1] // 2) if pad is None else pad
        conv = self.put(name, nn.Conv2d(c_in, c_out, k, stride, pad, groups=groups, bias=bias))
        bn = self.put(norm, nn.BatchNorm2d(c_out, eps=eps)) if norm else nn.Identity()
        return lambda x: bn(conv(x))

    def excitation(self, name, channels, r=16, on=True):
        if not on:
            return lambda x: x
        fc1 = self.put(f"{name}.fc1", nn.Conv2d(channels, max(1, channels // r), 1))
        fc2 = self.put(f"{name}.fc2", nn.Conv2d(max(1, channels // r), channels, 1))
        return lambda x: x * torch.sigmoid(fc2(F.relu(fc1(x.mean((2, 3), keepdim=True)))))

    def body(self, x):
        raise NotImplementedError

    def head(self, features: int, classes: int):
        self.put("fc", nn.Linear(features, classes))

    def forward(self, x):
        return self.fc(self.body(x).flatten(1))


class Vgg16(Network):
    """Column D with batch normalization, SE before each pooling."""

    def __init__(self, classes=1000, se=True):
        super().__init__()
        self.stages, layer, c = [], 0, 3
        for count, width in [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]:
            convs = []
            for _ in range(count):
                convs.append(self.conv(f"features.{layer}", f"features.{layer + 1}", c, width, 3, bias=True))
                c, layer = width, layer + 3
            self.stages.append((convs, self.excitation(f"features.{layer}.se", width, on=se)))
            layer += 1
        self.put("pre_logits.fc1", nn.Conv2d(512, 4096, 7))
        self.put("pre_logits.fc2", nn.Conv2d(4096, 4096, 1))
        self.head(4096, classes)

    def body(self, x):
        for convs, se in self.stages:
            for conv in convs:
                x = F.relu(conv(x))
            x = F.max_pool2d(se(x), 2)
        x = F.relu(self.pre_logits.fc1(F.adaptive_avg_pool2d(x, 7)))
        return F.relu(self.pre_logits.fc2(x))


class MobileNet(Network):
    def __init__(self, classes=1000, se=True):
        super().__init__()
        self.stem, c, self.blocks_ = self.conv("conv_stem", "bn1", 3, 32, 3, 2), 32, []
        for stage, (width, count) in enumerate([(64, 1), (128, 2), (256, 2), (512, 6), (1024, 2)]):
            for i in range(count):
                n = f"blocks.{stage}.{i}"
                self.blocks_.append((
                    self.conv(f"{n}.conv_dw", f"{n}.bn1", c, c, 3, 2 if stage and not i else 1, groups=c),
                    self.conv(f"{n}.conv_pw", f"{n}.bn2", c, width, 1), self.excitation(f"{n}.se", width, on=se)))
                c = width
        self.head(1024, classes)

    def body(self, x):
        x = F.relu6(self.stem(x))
        for depthwise, pointwise, se in self.blocks_:
            x = se(F.relu6(pointwise(F.relu6(depthwise(x)))))
        return x.mean((2, 3))


class ShuffleNet(Network):
    GROUPS = 3

    def __init__(self, classes=1000, se=True):
        super().__init__()
        self.stem, c, self.units = self.conv("conv1", "bn1", 3, 24, 3, 2), 24, []
        for stage, (width, count) in enumerate([(240, 4), (480, 8), (960, 4)]):
            for i in range(count):
                n, mid, out = f"stage{stage + 2}.{i}", width // 4, width if i else width - c
                first = 1 if stage == 0 and i == 0 else self.GROUPS
                self.units.append((
                    self.conv(f"{n}.conv1", f"{n}.bn1", c, mid, 1, groups=first),
                    self.conv(f"{n}.conv2", f"{n}.bn2", mid, mid, 3, 1 if i else 2, groups=mid),
                    self.conv(f"{n}.conv3", f"{n}.bn3", mid, out, 1, groups=self.GROUPS), self.excitation(f"{n}.se", out, on=se), i == 0))
                c = width
        self.head(960, classes)

    def shuffle(self, x):
        n, c, h, w = x.shape
        return x.view(n, self.GROUPS, c // self.GROUPS, h, w).transpose(1, 2).reshape(n, c, h, w)

    def body(self, x):
        x = F.max_pool2d(F.relu(self.stem(x)), 3, 2, 1)
        for first, depthwise, last, se, halves in self.units:
            y = se(last(depthwise(self.shuffle(F.relu(first(x))))))
            x = F.relu(torch.cat((F.avg_pool2d(x, 3, 2, 1), y), 1) if halves else x + y)
        return x.mean((2, 3))


class BnInception(Network):
    # name: 1x1, (3x3 reduce, 3x3), (double reduce, double), pool projection; no 1x1 where the module halves the map
    MODULES = [
        ("3a", 64, (64, 64), (64, 96), 32), ("3b", 64, (64, 96), (64, 96), 64), ("3c", 0, (128, 160), (64, 96), 0),
        ("4a", 224, (64, 96), (96, 128), 128), ("4b", 192, (96, 128), (96, 128), 128), ("4c", 160, (128, 160), (128, 160), 128),
        ("4d", 96, (128, 192), (160, 192), 128), ("4e", 0, (128, 192), (192, 256), 0),
        ("5a", 352, (192, 320), (160, 224), 128), ("5b", 352, (192, 320), (192, 224), 128),
    ]

    def __init__(self, classes=1000, se=True):
        super().__init__()
        self.stem = self.named("conv1_7x7_s2", 3, 64, 7, 2)
        self.reduce, self.three = self.named("conv2_3x3_reduce", 64, 64, 1), self.named("conv2_3x3", 64, 192, 3)
        c, self.modules_ = 192, []
        for name, one, single, double, projection in self.MODULES:
            n, stride = f"inception_{name}", 1 if one else 2
            layers = {
                "3x3": [self.named(f"{n}_3x3_reduce", c, single[0], 1), self.named(f"{n}_3x3", *single, 3, stride)],
                "double": [
                    self.named(f"{n}_double_3x3_reduce", c, double[0], 1), self.named(f"{n}_double_3x3_1", *double, 3),
                    self.named(f"{n}_double_3x3_2", double[1], double[1], 3, stride)],
            }
            if one:
                layers["1x1"] = [self.named(f"{n}_1x1", c, one, 1)]
                layers["pool"] = [self.named(f"{n}_pool_proj", c, projection, 1)]
                c = one + single[1] + double[1] + projection
            else:
                c = single[1] + double[1] + c
            self.modules_.append((name, layers, self.excitation(f"{n}_se", c, on=se)))
        self.head(1024, classes)

    def named(self, name, c_in, c_out, k, stride=1):
        conv = self.conv(name, f"{name}_bn", c_in, c_out, k, stride, bias=True)
        return lambda x: F.relu(conv(x))

    def module(self, name, layers, x):
        def chain(y, key):
            for layer in layers[key]:
                y = layer(y)
            return y

        if "1x1" not in layers:
            beside = F.max_pool2d(F.pad(x, (0, 2, 0, 2), value=-torch.inf), 3, 2)  # of odd maps, too, as large as the convolutions
            return torch.cat((chain(x, "3x3"), chain(x, "double"), beside), 1)
        pooled = F.max_pool2d(x, 3, 1, 1) if name == "5b" else F.avg_pool2d(x, 3, 1, 1)
        return torch.cat((chain(x, "1x1"), chain(x, "3x3"), chain(x, "double"), chain(pooled, "pool")), 1)

    def body(self, x):
        x = F.max_pool2d(self.stem(x), 3, 2, ceil_mode=True)
        x = F.max_pool2d(self.three(self.reduce(x)), 3, 2, ceil_mode=True)
        for name, layers, se in self.modules_:
            x = se(self.module(name, layers, x))
        return x.mean((2, 3))


class InceptionResNetV2(Network):
    def __init__(self, classes=1000, se=True):
        super().__init__()
        self.with_se, v = se, self.basic
        self.stem = [
            v("conv2d_1a", 3, 32, 3, 2, 0), v("conv2d_2a", 32, 32, 3, 1, 0), v("conv2d_2b", 32, 64, 3), "pool",
            v("conv2d_3b", 64, 80, 1), v("conv2d_4a", 80, 192, 3, 1, 0), "pool"]
        n = "mixed_5b"
        self.mixed_5b_ = ([
            [v(f"{n}.branch0", 192, 96, 1)], [v(f"{n}.branch1.0", 192, 48, 1), v(f"{n}.branch1.1", 48, 64, 5)],
            [v(f"{n}.branch2.0", 192, 64, 1), v(f"{n}.branch2.1", 64, 96, 3), v(f"{n}.branch2.2", 96, 96, 3)],
            ["mean", v(f"{n}.branch3.1", 192, 64, 1)]], self.excitation(f"{n}.se", 320, on=se))
        self.b35 = [self.block(f"repeat.{i}", 320, 0.17, lambda n: [
            [v(f"{n}.branch0", 320, 32, 1)], [v(f"{n}.branch1.0", 320, 32, 1), v(f"{n}.branch1.1", 32, 32, 3)],
            [v(f"{n}.branch2.0", 320, 32, 1), v(f"{n}.branch2.1", 32, 48, 3), v(f"{n}.branch2.2", 48, 64, 3)]], 128) for i in range(10)]
        n = "mixed_6a"
        self.mixed_6a_ = ([
            [v(f"{n}.branch0", 320, 384, 3, 2, 0)],
            [v(f"{n}.branch1.0", 320, 256, 1), v(f"{n}.branch1.1", 256, 256, 3), v(f"{n}.branch1.2", 256, 384, 3, 2, 0)], ["pool"]],
            self.excitation(f"{n}.se", 1088, on=se))
        self.b17 = [self.block(f"repeat_1.{i}", 1088, 0.1, lambda n: [
            [v(f"{n}.branch0", 1088, 192, 1)],
            [v(f"{n}.branch1.0", 1088, 128, 1), v(f"{n}.branch1.1", 128, 160, (1, 7)), v(f"{n}.branch1.2", 160, 192, (7, 1))]], 384)
            for i in range(20)]
        n = "mixed_7a"
        self.mixed_7a_ = ([
            [v(f"{n}.branch0.0", 1088, 256, 1), v(f"{n}.branch0.1", 256, 384, 3, 2, 0)],
            [v(f"{n}.branch1.0", 1088, 256, 1), v(f"{n}.branch1.1", 256, 288, 3, 2, 0)],
            [v(f"{n}.branch2.0", 1088, 256, 1), v(f"{n}.branch2.1", 256, 288, 3), v(f"{n}.branch2.2", 288, 320, 3, 2, 0)], ["pool"]],
            self.excitation(f"{n}.se", 2080, on=se))
        names = [(f"repeat_2.{i}", 0.2) for i in range(9)] + [("block8", 1.0)]
        self.b8 = [self.block(name, 2080, scale, lambda n: [
            [v(f"{n}.branch0", 2080, 192, 1)],
            [v(f"{n}.branch1.0", 2080, 192, 1), v(f"{n}.branch1.1", 192, 224, (1, 3)), v(f"{n}.branch1.2", 224, 256, (3, 1))]], 448)
            for name, scale in names]
        self.last = v("conv2d_7b", 2080, 1536, 1)
        self.head(1536, classes)

    def basic(self, name, c_in, c_out, k, stride=1, pad=None):
        conv = self.conv(f"{name}.conv", f"{name}.bn", c_in, c_out, k, stride, pad, eps=1e-3)
        return lambda x: F.relu(conv(x))

    def block(self, name, channels, scale, branches, joined):
        made = branches(name)
        up = self.conv(f"{name}.conv2d", None, joined, channels, 1, bias=True)
        return made, up, self.excitation(f"{name}.se", channels, on=self.with_se), scale, name != "block8"

    @staticmethod
    def chain(x, layers):
        for layer in layers:
            if layer == "pool":
                x = F.max_pool2d(x, 3, 2)
            elif layer == "mean":
                x = F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)
            else:
                x = layer(x)
        return x

    def joined(self, x, branches):
        return torch.cat([self.chain(x, branch) for branch in branches], 1)

    def body(self, x):
        x = self.chain(x, self.stem)
        for (branches, se), blocks in ((self.mixed_5b_, self.b35), (self.mixed_6a_, self.b17), (self.mixed_7a_, self.b8)):
            x = se(self.joined(x, branches))
            for made, up, block_se, scale, rectifies in blocks:
                x = block_se(up(self.joined(x, made))) * scale + x
                x = F.relu(x) if rectifies else x
        return self.last(x).mean((2, 3))


class WideResNet(Network):
    def __init__(self, depth, width, classes=10, se=True):
        super().__init__()
        self.stem, c, self.blocks_ = self.conv("conv1", None, 3, 16, 3), 16, []
        for stage in range(3):
            for i in range((depth - 4) // 6):
                n, out, stride = f"block{stage + 1}.layer.{i}", (16 * width) << stage, 2 if stage and not i else 1
                bn1 = self.put(f"{n}.bn1", nn.BatchNorm2d(c))
                conv1, conv2 = self.conv(f"{n}.conv1", f"{n}.bn2", c, out, 3, stride), self.conv(f"{n}.conv2", None, out, out, 3)
                scaled = self.excitation(f"{n}.se", out, on=se)
                short = self.conv(f"{n}.convShortcut", None, c, out, 1, stride) if c != out else None
                self.blocks_.append((bn1, conv1, conv2, scaled, short))
                c = out
        self.put("bn1", nn.BatchNorm2d(c))
        self.head(c, classes)

    def body(self, x):
        x = self.stem(x)
        for bn1, conv1, conv2, se, short in self.blocks_:
            before = F.relu(bn1(x))
            x = se(conv2(F.relu(conv1(before)))) + (short(before) if short else x)
        return F.relu(self.bn1(x)).mean((2, 3))


class ShakeShake(Network):
    def __init__(self, width, classes=10, se=True):
        super().__init__()
        self.stem, c, self.blocks_ = self.conv("conv1", "bn1", 3, 16, 3), 16, []
        for stage in range(3):
            for i in range(4):
                n, out, stride = f"layer{stage + 1}.{i}", width << stage, 2 if stage and not i else 1
                branches = [(
                    self.conv(f"{n}.branch{b}.conv1", f"{n}.branch{b}.bn1", c, out, 3, stride),
                    self.conv(f"{n}.branch{b}.conv2", f"{n}.branch{b}.bn2", out, out, 3)) for b in (1, 2)]
                scaled = self.excitation(f"{n}.se", out, on=se)
                short = None
                if c != out:
                    short = [self.conv(f"{n}.shortcut.conv{b}", None, c, out // 2, 1) for b in (1, 2)]
                    short.append(self.put(f"{n}.shortcut.bn", nn.BatchNorm2d(out)))
                self.blocks_.append((branches, scaled, short, stride))
                c = out
        self.head(c, classes)

    def body(self, x):
        x = self.stem(x)
        for branches, se, short, stride in self.blocks_:
            before = F.relu(x)
            mixed = sum(conv2(F.relu(conv1(before))) for conv1, conv2 in branches) * 0.5
            if short:
                even, odd = before, F.pad(before, (-1, 1, -1, 1))
                parts = [conv(F.avg_pool2d(part, 1, stride)) for conv, part in zip(short, (even, odd))]
                x = short[2](torch.cat(parts, 1))
            x = se(mixed) + x
        return F.relu(x).mean((2, 3))
