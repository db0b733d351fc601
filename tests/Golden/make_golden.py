"""Writes the golden data. Usage: make_golden.py [group ...]; without a group it rewrites all of them.

Never run this to turn a red test green: see README.md.
"""
import argparse

import torch

import counts
import golden_file
import make_augmentations
import make_averages
import make_blocks
import make_checkpoints
import make_families
import make_losses
import make_networks
import make_onnx
import make_pictures
import make_rate_curves
import make_schedules
import make_steps
import make_training
from pattern import pattern_tensor

PATTERN_NAMES = ("input", "probe", "conv1.weight", "bn1.running_var", "layer1.0.se.fc1.weight", "fc.bias", "grad.weight.1")


def make_pattern() -> None:
    """The first 32 values of some names, for whoever writes the generator anew."""
    tensors = {name: pattern_tensor(name, 32) for name in PATTERN_NAMES}
    golden_file.write("pattern", tensors, {"count": 32, "names": list(PATTERN_NAMES)})


GROUPS = {
    "pattern": make_pattern,
    "blocks": make_blocks.make,
    "networks": make_networks.make,
    "families": make_families.make,
    "training": make_training.make,
    "steps": make_steps.make,
    "schedules": make_schedules.make,
    "averages": make_averages.make,
    "losses": make_losses.make,
    "rate_curves": make_rate_curves.make,
    "pictures": make_pictures.make,
    "augmentations": make_augmentations.make,
    "checkpoints": make_checkpoints.make,
    "onnx": make_onnx.make,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("groups", nargs="*", metavar="group", help=", ".join(GROUPS))
    groups = parser.parse_args().groups or list(GROUPS)
    unknown = sorted(set(groups) - set(GROUPS))
    if unknown:
        parser.error(f"unknown group {', '.join(unknown)}; expected {', '.join(GROUPS)}")
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    print(f"{counts.check()} parameter counts agree")
    for group in groups:
        GROUPS[group]()


if __name__ == "__main__":
    main()
