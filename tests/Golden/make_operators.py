"""Group operators/: inputs, results and gradients of single operators; the table is operator_cases.py."""
import torch

import golden_file
from operator_cases import TABLES
from pattern import pattern_tensor

# float inputs without gradient
CONSTANTS = {
    "batch_norm": {"running_mean", "running_var"},
    "cross_entropy": {"weight", "target"},
    "nll_loss": {"weight"},
}


def run(operator: str, inputs: dict, attributes: dict, function) -> dict:
    """in.*, out.<k> and, of the sum over k of sum(out.k * probe.k), grad.* for every float input."""
    constants = CONSTANTS.get(operator, ())
    arguments = {
        name: value.clone().requires_grad_(value.is_floating_point() and name not in constants)
        for name, value in inputs.items()
    }
    results = function(**arguments, **attributes)
    results = [results] if isinstance(results, torch.Tensor) else list(results)
    found = {f"in.{name}": value for name, value in inputs.items()}
    found.update((f"out.{k}", result) for k, result in enumerate(results))
    differentiable = [(k, result) for k, result in enumerate(results) if result.requires_grad]
    if differentiable:
        probes = {k: pattern_tensor(f"probe.{k}", *result.shape) for k, result in differentiable}
        sum((result * probes[k]).sum() for k, result in differentiable).backward()
        found.update((f"probe.{k}", probe) for k, probe in probes.items())
        found.update((f"grad.{n}", a.grad) for n, a in arguments.items() if a.grad is not None)
    return found


def make() -> None:
    names = set()
    for table in TABLES:
        for name, operator, attributes, inputs, function in table():
            assert name not in names, name
            names.add(name)
            case = {"operator": operator, "attributes": attributes}
            golden_file.write(f"operators/{name}", run(operator, inputs, attributes, function), case)
    print(f"operators: {len(names)} cases")
