"""How far float32 results lie from the same computation in float64: the ground for the tests' tolerances."""
import torch

LIMIT = 2e-5


def deviation(actual: torch.Tensor, exact: torch.Tensor) -> float:
    """Largest difference, relative to the largest magnitude of the tensor."""
    scale = exact.abs().max().item()
    return (actual.double() - exact.double()).abs().max().item() / scale if scale > 0 else 0.0


def report(title: str, actual: dict, exact: dict) -> float:
    """Prints and returns the worst deviation of a case; prints the tensors above the limit."""
    found = sorted(((deviation(actual[n], exact[n]), n) for n in actual), reverse=True)
    print(f"{title}: worst {found[0][0]:.1e} {found[0][1]}")
    above = [(d, n) for d, n in found if d > LIMIT]
    for d, n in above[:5]:
        print(f"    above {LIMIT:.0e}: {d:.1e} (max {exact[n].abs().max().item():.1e}) {n}")
    if len(above) > 5:
        print(f"    and {len(above) - 5} more")
    return float(f"{found[0][0]:.1e}")
