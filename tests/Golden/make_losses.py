"""Group losses/: cross entropy with weights of the classes, label smoothing and mixed labels, and its gradient."""
import torch
from torch.nn.functional import cross_entropy

import golden_file
from pattern import pattern_tensor

SHAPE = (6, 4)
LABELS = [0, 3, 1, 3, 3, 2]
PARTNERS = [2, 3, 3, 1, 3, 0]  # the same classes in another order
WEIGHTS = [1.5, 0.25, 3, 0.75]
CASES = {
    "plain": {"weights": None, "smoothing": 0, "share": None},
    "weights": {"weights": WEIGHTS, "smoothing": 0, "share": None},
    "weights_smoothing": {"weights": WEIGHTS, "smoothing": 0.1, "share": None},
    "mixed": {"weights": None, "smoothing": 0.1, "share": 0.3},
    "mixed_weights": {"weights": WEIGHTS, "smoothing": 0, "share": 0.3},
    "mixed_weights_smoothing": {"weights": WEIGHTS, "smoothing": 0.2, "share": 0.75},
}


def run(case: dict, dtype: torch.dtype) -> dict:
    logits = (3 * pattern_tensor("logits", *SHAPE)).to(dtype).requires_grad_()
    weights = None if case["weights"] is None else torch.tensor(case["weights"], dtype=dtype)

    def of(labels: list) -> torch.Tensor:
        return cross_entropy(logits, torch.tensor(labels), weights, label_smoothing=case["smoothing"])

    share = case["share"]
    loss = of(LABELS) if share is None else share * of(LABELS) + (1 - share) * of(PARTNERS)
    loss.backward()
    return {"loss": loss.detach(), "gradient": logits.grad}


def make() -> None:
    worst = 0
    for name, case in CASES.items():
        tensors = run(case, torch.float32)
        exact = run(case, torch.float64)
        worst = max(worst, *(float((t.double() - exact[n]).abs().max() / exact[n].abs().max()) for n, t in tensors.items()))
        golden_file.write(f"losses/{name}", tensors, {"labels": LABELS, "partners": PARTNERS, **case})
    print(f"losses: {len(CASES)} cases, float64 differs by {worst:.1e}")
