"""Group rate_curves/: what fastai 2 makes of the losses of a learning rate finder, written from its description: a
debiased exponential mean of 0.98, and the end where it exceeds four times its best. The suggestion is the middle of the
steepest line (numpy.polyfit) through a fifth of the points, the first tenth and the last five left out."""
import math

import numpy
import torch

import golden_file
from pattern import pattern

BETA, STEPS = 0.98, 100


def losses_of(start: float, end: float, cliff: float, noise: float) -> list:
    """A loss that falls around a rate of `cliff` / 30 and explodes from `cliff` on."""
    found = []
    for i, wiggle in enumerate(pattern("wiggle", STEPS).tolist()):
        rate = start * (end / start) ** (i / (STEPS - 1))
        found.append(0.3 + 2 / (1 + 30 * rate / cliff) + (rate / cliff) ** 2 + noise * wiggle)
    return found


CASES = {
    "smooth": (1e-6, 10, losses_of(1e-6, 10, 0.5, 0)),
    "noisy": (1e-5, 1, losses_of(1e-5, 1, 0.1, 0.1)),
    "rising": (1e-6, 10, [1 + i / 50 for i in range(STEPS)]),
}


def run(start: float, end: float, losses: list) -> tuple:
    rates, smoothed, average, best = [], [], 0.0, math.inf
    for i, loss in enumerate(losses):
        rates.append(start * (end / start) ** (i / (STEPS - 1)))
        average = BETA * average + (1 - BETA) * loss
        smoothed.append(average / (1 - BETA ** (i + 1)))
        best = min(best, smoothed[-1])
        if smoothed[-1] > 4 * best:
            break
    length = STEPS // 5
    logs = numpy.log(rates)
    lines = {i: numpy.polyfit(logs[i:i + length], smoothed[i:i + length], 1) for i in range(STEPS // 10, len(rates) - 5 - length + 1)}
    steepest = min(lines, key=lambda i: lines[i][0])
    falls = lines[steepest][0] < 0
    return rates, smoothed, math.exp((logs[steepest] + logs[steepest + length - 1]) / 2) if falls else None


def make() -> None:
    for name, (start, end, losses) in CASES.items():
        rates, smoothed, suggestion = run(start, end, losses)
        double = {n: torch.tensor(v, dtype=torch.float64) for n, v in (("losses", losses), ("rates", rates), ("smoothed", smoothed))}
        golden_file.write(f"rate_curves/{name}", double, {"start": start, "end": end, "suggestion": suggestion})
        print(f"rate_curves/{name}: {len(rates)} points, suggestion {suggestion}")
