"""Group rate_curves/: what fastai 2 makes of the losses of a learning rate finder, written from its description: a
debiased exponential mean of 0.98, the end where it exceeds four times its best, and the steepest descent over the
logarithm of the rate, the first tenth and the last five points left out."""
import math

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
    lrs, kept = torch.tensor(rates, dtype=torch.float64)[STEPS // 10:-5], torch.tensor(smoothed, dtype=torch.float64)[STEPS // 10:-5]
    slopes = (kept[1:] - kept[:-1]) / (lrs[1:].log() - lrs[:-1].log())
    steepest = slopes.argmin()
    return rates, smoothed, lrs[steepest].item() if slopes[steepest] < 0 else None


def make() -> None:
    for name, (start, end, losses) in CASES.items():
        rates, smoothed, suggestion = run(start, end, losses)
        double = {n: torch.tensor(v, dtype=torch.float64) for n, v in (("losses", losses), ("rates", rates), ("smoothed", smoothed))}
        golden_file.write(f"rate_curves/{name}", double, {"start": start, "end": end, "suggestion": suggestion})
        print(f"rate_curves/{name}: {len(rates)} points, suggestion {suggestion}")
