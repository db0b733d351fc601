"""Group averages/: the exponential moving average of weights and statistics over a small training."""
import torch

import golden_file
from pattern import pattern_tensor

STEPS, RATE = 30, 0.005
CASES = {"warming_up": 0.999, "settled": 0.5}


def model_of() -> torch.nn.Module:
    model = torch.nn.Sequential(torch.nn.Linear(5, 4), torch.nn.BatchNorm1d(4), torch.nn.Linear(4, 3))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(pattern_tensor(name, *parameter.shape))
    return model


def run(decay: float, dtype: torch.dtype) -> dict:
    """TensorFlow's rule: average = d * average + (1 - d) * value, d = min(decay, (1 + t) / (10 + t)); counters are copied."""
    model = model_of().to(dtype).train()
    average = {n: t.clone() for n, t in model.state_dict().items()}
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    for step in range(STEPS):
        optimizer.zero_grad()
        model(pattern_tensor(f"input{step}", 8, 5).to(dtype)).pow(2).sum().backward()
        optimizer.step()
        d = min(decay, (1 + step) / (10 + step))
        for name, tensor in model.state_dict().items():
            if tensor.is_floating_point():
                average[name].mul_(d).add_(tensor, alpha=1 - d)
            else:
                average[name].copy_(tensor)
    return average


def make() -> None:
    worst = 0
    for name, decay in CASES.items():
        tensors = run(decay, torch.float32)
        exact = run(decay, torch.float64)
        worst = max(worst, *(float((t.double() - exact[n].double()).abs().max() / exact[n].double().abs().max()) for n, t in tensors.items()))
        golden_file.write(f"averages/{name}", tensors, {"decay": decay, "steps": STEPS, "rate": RATE})
    print(f"averages: {len(CASES)} cases, float64 differs by {worst:.1e}")
