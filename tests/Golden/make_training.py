"""Group training/: ten SGD steps from pattern weights; the losses."""
from dataclasses import replace

import torch

import golden_file
from counts import cifar, imagenet
from make_networks import CLASSES, branch_scale, targets
from pattern import fill, pattern_tensor
from precision import deviation
from senet_reference import NetworkSpec, SeNet, SeSpec

STEPS = 10
SGD = {"momentum": 0.9, "nesterov": True, "weight_decay": 5e-4}

# Spec, input shape, learning rate. With higher rates float32 and float64 part before the tenth step.
CASES = {
    "cifar_seresnet20": (cifar(20, SeSpec()), (16, 3, 32, 32), 0.02),
    "seresnet18": (imagenet(18, SeSpec()), (4, 3, 64, 64), 0.005),
    "seresnet50": (imagenet(50, SeSpec()), (4, 3, 64, 64), 0.002),
}


def losses(spec: NetworkSpec, shape: tuple, rate: float, dtype: torch.dtype) -> torch.Tensor:
    """The loss of each batch before its step."""
    model = fill(SeNet(spec), branch_scale(spec)).to(dtype).train()
    optimizer = torch.optim.SGD(model.parameters(), lr=rate, **SGD)
    found = []
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(
            model(pattern_tensor(f"batch{step}", *shape).to(dtype)), targets(shape[0]))
        loss.backward()
        optimizer.step()
        found.append(loss.detach())
    return torch.stack(found)


def make() -> None:
    for name, (spec, shape, rate) in CASES.items():
        spec = replace(spec, classes=CLASSES)
        actual = losses(spec, shape, rate, torch.float32)
        exact = losses(spec, shape, rate, torch.float64)
        each = [float(f"{deviation(a, e):.1e}") for a, e in zip(actual, exact)]
        print(f"training/{name}: losses {[round(v, 4) for v in actual.tolist()]}, float64 differs by {each}")
        golden_file.write(f"training/{name}", {"losses": actual}, {
            **spec.case(), "inputShape": list(shape), "branchScale": branch_scale(spec), "steps": STEPS,
            "optimizer": "SGD", "lr": rate, "momentum": SGD["momentum"], "nesterov": SGD["nesterov"],
            "weightDecay": SGD["weight_decay"], "float64Deviation": max(each),
        })

