"""Group optimizers/: SGD and AdamW on three small parameters with given gradients."""
import torch

import golden_file
from pattern import pattern_tensor

SHAPES = {"weight": (4, 3), "bias": (4,), "scale": (7,)}
STEPS, LOWER_RATE_AFTER, LOWER_RATE = 6, 3, 0.01

SGD = {
    "sgd_plain": {},
    "sgd_momentum": {"momentum": 0.9},
    "sgd_dampening": {"momentum": 0.9, "dampening": 0.5},
    "sgd_nesterov": {"momentum": 0.9, "nesterov": True},
    "sgd_weight_decay": {"momentum": 0.9, "weight_decay": 0.05},
    "sgd_maximize": {"momentum": 0.9, "maximize": True},
    "sgd_rate_changed": {"momentum": 0.9},
}
ADAMW = {
    "adamw_default": {},
    "adamw_weight_decay": {"weight_decay": 0.05},
    "adamw_amsgrad": {"amsgrad": True},
    "adamw_betas": {"betas": (0.8, 0.95)},
    "adamw_maximize": {"maximize": True},
}
CASE_NAMES = {
    "lr": "lr", "momentum": "momentum", "dampening": "dampening", "nesterov": "nesterov", "maximize": "maximize",
    "weight_decay": "weightDecay", "amsgrad": "amsgrad", "betas": "betas", "eps": "eps",
}


def run(create, rate_changes: bool) -> tuple:
    """Parameters at the start and after each step; step k (from 1) uses the gradients grad.<name>.<k>."""
    parameters = {n: torch.nn.Parameter(pattern_tensor(n, *shape)) for n, shape in SHAPES.items()}
    optimizer = create(list(parameters.values()))
    found = {f"start.{n}": p.detach().clone() for n, p in parameters.items()}
    for k in range(1, STEPS + 1):
        if rate_changes and k == LOWER_RATE_AFTER + 1:
            optimizer.param_groups[0]["lr"] = LOWER_RATE
        for n, p in parameters.items():
            p.grad = pattern_tensor(f"grad.{n}.{k}", *SHAPES[n])
        optimizer.step()
        found.update((f"step{k}.{n}", p.detach().clone()) for n, p in parameters.items())
    return found, optimizer


def make() -> None:
    for kind, table, rate in (("SGD", SGD, 0.1), ("AdamW", ADAMW, 1e-2)):
        for name, options in table.items():
            options = {"lr": rate, **options}
            rate_changes = name == "sgd_rate_changed"
            tensors, optimizer = run(lambda p: getattr(torch.optim, kind)(p, **options), rate_changes)
            used = {**optimizer.defaults, **options}
            case = {"optimizer": kind, **{CASE_NAMES[k]: v for k, v in used.items() if k in CASE_NAMES}}
            case["steps"] = STEPS
            case["rateChange"] = {"afterStep": LOWER_RATE_AFTER, "lr": LOWER_RATE} if rate_changes else None
            golden_file.write(f"optimizers/{name}", tensors, case)
    print(f"optimizers: {len(SGD) + len(ADAMW)} cases")
