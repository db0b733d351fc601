"""Looks for inputs for which every gradient of a network agrees in float32 and float64 (see make_networks.INPUTS).

Usage: choose_inputs.py [case ...]. Prints the first pattern name below the limit, or the best one seen.
"""
import sys

import torch

from make_networks import branch_scale, input_shape, run, sources
from pattern import pattern_tensor
from precision import LIMIT, deviation

TRIES = 60


def worst(model, scale: float, x: torch.Tensor) -> float:
    found = 0.0
    for training in (True, False):
        actual = run(model, scale, x, training, torch.float32)
        exact = run(model, scale, x, training, torch.float64)
        found = max(found, max(deviation(actual[key], exact[key]) for key in actual))
        if found > 1e-3:
            break
    return found


def choose(spec, model):
    best = (float("inf"), "")
    for i in range(TRIES):
        name = f"input.{i}" if i else "input"
        best = min(best, (worst(model, branch_scale(spec), pattern_tensor(name, *input_shape(spec))), name))
        if best[0] < LIMIT:
            break
    return best


def main() -> None:
    torch.set_num_threads(1)
    wanted = sys.argv[1:]
    for case, spec, model, _ in sources():
        if not wanted or case in wanted:
            print(f"{case}: {choose(spec, model)}", flush=True)


if __name__ == "__main__":
    main()
