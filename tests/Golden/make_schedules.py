"""Group schedules/: the learning rate of every step, from PyTorch's schedulers."""
import torch
from torch.optim import lr_scheduler

import golden_file

CASES = {
    "cosine": {"schedule": "Cosine", "epochs": 6, "stepsPerEpoch": 7, "peak": 0.1, "final": 0.001, "warmupEpochs": 0},
    "cosine_warmup": {"schedule": "Cosine", "epochs": 5, "stepsPerEpoch": 4, "peak": 0.2, "final": 0, "warmupEpochs": 1.5},
    "step": {"schedule": "Step", "epochs": 7, "stepsPerEpoch": 5, "peak": 0.05, "stepEpochs": 2, "factor": 0.1, "warmupEpochs": 0},
    "step_warmup": {"schedule": "Step", "epochs": 9, "stepsPerEpoch": 3, "peak": 0.3, "stepEpochs": 3, "factor": 0.5, "warmupEpochs": 1},
    "onecycle": {"schedule": "OneCycle", "epochs": 6, "stepsPerEpoch": 7, "peak": 0.1, "pctStart": 0.3, "div": 25, "finalDiv": 1e4},
    "onecycle_other": {"schedule": "OneCycle", "epochs": 4, "stepsPerEpoch": 5, "peak": 2, "pctStart": 0.45, "div": 10, "finalDiv": 100},
    "onecycle_only_down": {"schedule": "OneCycle", "epochs": 3, "stepsPerEpoch": 3, "peak": 1, "pctStart": 0.0, "div": 4, "finalDiv": 10},
    "onecycle_only_up": {"schedule": "OneCycle", "epochs": 3, "stepsPerEpoch": 3, "peak": 1, "pctStart": 1.0, "div": 4, "finalDiv": 10},
}


def optimizer_of(peak: float) -> torch.optim.Optimizer:
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=peak)


def rates(make_scheduler, peak: float, steps: int, steps_between: int = 1) -> list:
    """The rate of each step; the scheduler is asked for the next one after every `steps_between` of them."""
    optimizer = optimizer_of(peak)
    scheduler = make_scheduler(optimizer)
    found = []
    for step in range(steps):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if (step + 1) % steps_between == 0 and step + 1 < steps:
            scheduler.step()
    return found


def of(case: dict) -> list:
    total = case["epochs"] * case["stepsPerEpoch"]
    peak = case["peak"]
    if case["schedule"] == "OneCycle":
        return rates(lambda o: lr_scheduler.OneCycleLR(
            o, peak, total_steps=total, pct_start=case["pctStart"], div_factor=case["div"], final_div_factor=case["finalDiv"],
            cycle_momentum=False), peak, total)
    warmup = round(case["warmupEpochs"] * case["stepsPerEpoch"])
    rising = rates(lambda o: lr_scheduler.LambdaLR(o, lambda s: (s + 1) / warmup), peak, warmup) if warmup else []
    if case["schedule"] == "Cosine":
        return rising + rates(lambda o: lr_scheduler.CosineAnnealingLR(o, total - warmup, case["final"]), peak, total - warmup)
    falling = rates(lambda o: lr_scheduler.StepLR(o, case["stepEpochs"], case["factor"]), peak, total, case["stepsPerEpoch"])
    return rising + falling[warmup:]


def make() -> None:
    for name, case in CASES.items():
        golden_file.write(f"schedules/{name}", {"rates": torch.tensor(of(case), dtype=torch.float64)}, case)
    print(f"schedules: {len(CASES)} cases")
