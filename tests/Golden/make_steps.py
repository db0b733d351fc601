"""Group steps/: SGD and AdamW as a training uses them: no decay on tensors of one dimension, rates by parameter and by
step, and a parameter that has no gradient for a while."""
import math

import torch

import golden_file
from pattern import pattern_tensor

SHAPES = {"conv.weight": (4, 3, 2, 2), "fc.weight": (4, 3), "fc.bias": (4,), "bn.weight": (7,)}
RATE_FACTORS = {"conv.weight": 0.1, "fc.weight": 1, "fc.bias": 1, "bn.weight": 0.5}
STEPS = 12
WITHOUT_GRADIENT = {"name": "conv.weight", "before": 4}  # frozen in steps 1 to 3

CASES = {
    "sgd": ("Sgd", 0.1, {"momentum": 0.9, "weight_decay": 0.05}),
    "sgd_nesterov": ("Sgd", 0.1, {"momentum": 0.9, "nesterov": True, "weight_decay": 5e-4}),
    "adamw": ("AdamW", 0.01, {"betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.05}),
    "adamw_short_memory": ("AdamW", 0.02, {"betas": (0.8, 0.9), "eps": 1e-8, "weight_decay": 0.1}),
    "adamw_large_epsilon": ("AdamW", 0.02, {"betas": (0.9, 0.99), "eps": 0.1, "weight_decay": 0}),
    "adamw_without_memory": ("AdamW", 0.01, {"betas": (0, 0), "eps": 1e-8, "weight_decay": 0.01}),
}


def rate_of(step: int, peak: float) -> float:
    """Some rate that differs from step to step."""
    return peak * (1 + math.cos(step / 3)) / 2


def run(optimizer: str, peak: float, options: dict, dtype: torch.dtype) -> dict:
    parameters = {n: torch.nn.Parameter(pattern_tensor(n, *s).to(dtype)) for n, s in SHAPES.items()}
    decay = options["weight_decay"]
    groups = [{"params": [p], "weight_decay": decay if p.dim() > 1 else 0} for p in parameters.values()]
    made = {"Sgd": torch.optim.SGD, "AdamW": torch.optim.AdamW}[optimizer](groups, lr=peak, **options)
    found = {}
    for step in range(1, STEPS + 1):
        for group, factor in zip(made.param_groups, RATE_FACTORS.values()):
            group["lr"] = rate_of(step, peak) * factor
        for n, p in parameters.items():
            frozen = n == WITHOUT_GRADIENT["name"] and step < WITHOUT_GRADIENT["before"]
            p.grad = None if frozen else pattern_tensor(f"grad.{n}.{step}", *SHAPES[n]).to(dtype)
        made.step()
        found.update((f"step{step}.{n}", p.detach().clone()) for n, p in parameters.items())
    return found


def make() -> None:
    worst = 0
    for name, (optimizer, peak, options) in CASES.items():
        tensors = run(optimizer, peak, options, torch.float32)
        exact = run(optimizer, peak, options, torch.float64)
        worst = max(worst, *(float((t.double() - exact[n]).abs().max() / exact[n].abs().max()) for n, t in tensors.items()))
        beta1, beta2 = options.get("betas", (0, 0))
        golden_file.write(f"steps/{name}", tensors, {
            "optimizer": optimizer, "momentum": options.get("momentum", 0), "nesterov": options.get("nesterov", False),
            "beta1": beta1, "beta2": beta2, "epsilon": options.get("eps", 0), "weightDecay": options["weight_decay"],
            "shapes": SHAPES, "rateFactors": RATE_FACTORS, "withoutGradient": WITHOUT_GRADIENT,
            "rates": [rate_of(step, peak) for step in range(1, STEPS + 1)],
        })
    print(f"steps: {len(CASES)} cases, float64 differs by {worst:.1e}")
