"""The reference's parameter counts against the published and hand-derived ones."""
from dataclasses import replace

from senet_reference import NetworkSpec, SeNet, SeSpec

LAYERS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}
NO_BIAS, BIAS, TIMM = SeSpec(bias=False), SeSpec(), SeSpec(rounding="MultipleOf8")

# depth: plain, SE without bias, SE with bias, timm
IMAGENET = {
    18: (11_689_512, 11_776_552, 11_778_592, 11_779_624),
    34: (21_797_672, 21_954_856, 21_958_868, 21_960_416),
    50: (25_557_032, 28_071_976, 28_088_024, 28_088_024),
    101: (44_549_160, 49_292_328, 49_326_872, 49_326_872),
    152: (60_192_808, 66_770_984, 66_821_848, 66_821_848),
}
RESNEXT_32X4D = {
    50: (25_028_904, 27_543_848, 27_559_896, 27_559_896),
    101: (44_177_704, 48_920_872, 48_955_416, 48_955_416),
}
SE50_BY_RATIO = {  # without bias, with bias
    2: (45_676_584, 45_699_240), 4: (35_616_808, 35_635_688), 8: (30_586_920, 30_603_912),
    16: (28_071_976, 28_088_024), 32: (26_814_504, 26_830_080),
}
SE50_BY_STAGES = {  # without bias
    (1,): 25_581_608, (2,): 25_688_104, (3,): 26_343_464, (4,): 27_129_896, (1, 2, 3): 26_499_112,
}
SE50_BY_PLACEMENT = {"Pre": 27_548_200, "Post": 28_071_976, "Identity": 28_071_976, "After3x3": 25_714_216}
SE50_AFTER3X3_BIAS = 25_718_228
CIFAR10 = {20: 274_847, 32: 470_861, 56: 862_889, 110: 1_744_952, 164: 1_906_258}
CIFAR100 = {20: 280_697, 56: 868_739, 110: 1_750_802, 164: 1_929_388}
CIFAR10_NO_BIAS = {20: 274_490, 56: 861_818, 110: 1_742_810, 164: 1_897_690}
SE20_BY_RATIO = {2: 289_106, 4: 280_958, 8: 276_884, 16: 274_847, 32: 273_878}
PLAIN_CIFAR_WITHOUT_PROJECTIONS = {20: 269_722, 32: 464_154, 56: 853_018, 110: 1_727_962}
SENET154 = (115_038_120, 115_088_984)


def imagenet(depth: int, se=None, **more) -> NetworkSpec:
    block = "basic" if depth < 50 else "bottleneck"
    return NetworkSpec(f"{'SeResNet' if se else 'ResNet'}{depth}", block, LAYERS[depth], se=se, **more)


def cifar(depth: int, se=None, classes=10) -> NetworkSpec:
    block, per_stage = ("bottleneck", (depth - 2) // 9) if depth == 164 else ("basic", (depth - 2) // 6)
    name = f"Cifar{'SeResNet' if se else 'ResNet'}{depth}"
    return NetworkSpec(name, block, (per_stage,) * 3, "Cifar", classes=classes, se=se)


def count(spec: NetworkSpec) -> int:
    return sum(p.numel() for p in SeNet(spec).parameters())


def senet154(se=BIAS, **more) -> NetworkSpec:
    return NetworkSpec("SeNet154", "bottleneck", (3, 8, 36, 3), "Deep", 64, 4, se=se, half_first=True, projection_kernel=3, **more)


def senet154_by_arithmetic(bias: bool) -> int:
    """By arithmetic: three 3x3 convolutions as stem, 64 groups, conv1 of half width, 3x3 projections."""
    total = 27 * 64 + 2 * 64 + 9 * 64 * 64 + 2 * 64 + 9 * 64 * 128 + 2 * 128
    inputs = 128
    for stage, blocks in enumerate((3, 8, 36, 3)):
        planes = 64 << stage
        for i in range(blocks):
            half, width = planes * 2, planes * 4
            total += inputs * half + 2 * half + 9 * half * width // 64 + 2 * width + width * width + 2 * width
            total += 2 * width * (width // 16) + (width + width // 16 if bias else 0)
            if i == 0:
                total += inputs * width * (9 if stage else 1) + 2 * width
            inputs = width
    return total + inputs * 1000 + 1000


def cases():
    """(expected, counted) pairs, with a name each."""
    resnext = {"groups": 32, "base_width": 4}
    for table, more in ((IMAGENET, {}), (RESNEXT_32X4D, resnext)):
        for depth, row in table.items():
            for expected, se in zip(row, (None, NO_BIAS, BIAS, TIMM)):
                yield f"{depth} {more} {se}", expected, count(imagenet(depth, se, **more))
    for ratio, row in SE50_BY_RATIO.items():
        for expected, se in zip(row, (NO_BIAS, BIAS)):
            yield f"50 r={ratio}", expected, count(imagenet(50, replace(se, ratio=ratio)))
    for stages, expected in SE50_BY_STAGES.items():
        yield f"50 stages {stages}", expected, count(imagenet(50, NO_BIAS, se_stages=stages))
    for placement, expected in SE50_BY_PLACEMENT.items():
        yield f"50 {placement}", expected, count(imagenet(50, replace(NO_BIAS, placement=placement)))
    yield "50 After3x3 bias", SE50_AFTER3X3_BIAS, count(imagenet(50, replace(BIAS, placement="After3x3")))
    for table, se, classes in ((CIFAR10, BIAS, 10), (CIFAR100, BIAS, 100), (CIFAR10_NO_BIAS, NO_BIAS, 10)):
        for depth, expected in table.items():
            yield f"Cifar{classes} {depth} {se}", expected, count(cifar(depth, se, classes))
    for ratio, expected in SE20_BY_RATIO.items():
        yield f"Cifar 20 r={ratio}", expected, count(cifar(20, replace(BIAS, ratio=ratio)))
    for depth, expected in PLAIN_CIFAR_WITHOUT_PROJECTIONS.items():
        yield f"Cifar {depth} plain", expected, count(replace(cifar(depth), shortcut="ParameterFree"))
    for expected, bias in zip(SENET154, (False, True)):
        yield f"SENet-154 bias={bias}, by arithmetic", expected, senet154_by_arithmetic(bias)
        yield f"SENet-154 bias={bias}", expected, count(senet154(BIAS if bias else NO_BIAS))


def check() -> int:
    """Raises on the first count that differs; returns how many were compared."""
    compared = 0
    for name, expected, counted in cases():
        assert counted == expected, f"{name}: expected {expected:,} parameters, counted {counted:,}"
        compared += 1
    return compared
