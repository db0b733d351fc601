"""Pattern values: floats in [-1, 1) that any language can produce bit for bit from a name.

FNV-1a (64 bit) of the name seeds splitmix64; the upper 24 bits of each output make one float32. So big
weights need not be stored: whoever checks the golden data fills them in from the names.
"""
import math

import numpy as np
import torch

FNV_OFFSET, FNV_PRIME = 0xCBF29CE484222325, 0x100000001B3
GOLDEN_GAMMA = 0x9E3779B97F4A7C15
MASK64 = (1 << 64) - 1


def seed_of(name: str) -> int:
    """FNV-1a, 64 bit, of the UTF-8 name."""
    value = FNV_OFFSET
    for byte in name.encode("utf-8"):
        value = ((value ^ byte) * FNV_PRIME) & MASK64
    return value


def pattern(name: str, count: int) -> np.ndarray:
    """`count` float32 values in [-1, 1); every one is exact (24 bits)."""
    z = np.arange(1, count + 1, dtype=np.uint64) * np.uint64(GOLDEN_GAMMA) + np.uint64(seed_of(name))
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    bits = (z >> np.uint64(40)).astype(np.float32)
    return bits * np.float32(2.0**-23) - np.float32(1)


def pattern_tensor(name: str, *shape: int) -> torch.Tensor:
    """Pattern values in row-major order."""
    return torch.from_numpy(pattern(name, math.prod(shape)).reshape(shape))


def fill(module: torch.nn.Module, branch_scale: float = 1.0) -> torch.nn.Module:
    """Overwrites every parameter and buffer with the values that belong to its state-dict name.

    `branch_scale` (a power of two) multiplies the weight of the last BatchNorm of every residual branch.
    """
    batch_norms = {name for name, child in module.named_modules() if isinstance(child, torch.nn.BatchNorm2d)}
    state = module.state_dict()
    with torch.no_grad():
        for name, tensor in state.items():
            owner, _, leaf = name.rpartition(".")
            values = _values(name, leaf, owner in batch_norms, tuple(tensor.shape))
            tensor.copy_(values * branch_scale if _ends_branch(name, state) else values)
    return module


def _ends_branch(name: str, state: dict) -> bool:
    block, _, rest = name.partition(".bn")
    return rest == "3.weight" or rest == "2.weight" and f"{block}.bn3.weight" not in state


def _values(name: str, leaf: str, in_batch_norm: bool, shape: tuple) -> torch.Tensor:
    if leaf == "num_batches_tracked":
        return torch.zeros(shape, dtype=torch.int64)
    u = pattern_tensor(name, *shape)
    if len(shape) == 4:
        return u * _float32(math.sqrt(3.0 * 2.0 / math.prod(shape[1:])))
    if len(shape) == 2:
        return u * _float32(math.sqrt(3.0 / shape[1]))
    if in_batch_norm and leaf in ("weight", "running_var"):
        return 1 + 0.25 * u
    return 0.25 * u


def _float32(value: float) -> torch.Tensor:
    """A factor rounded to float32 first, so that there is one float32 multiplication and no more."""
    return torch.tensor(value, dtype=torch.float32)
