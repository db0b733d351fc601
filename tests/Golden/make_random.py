"""Group random/: what torch's CPU generator gives after manual_seed(42)."""
import torch

import golden_file

SEED = 42

# each call gets a generator or None (the global one)
CALLS = {
    "rand_8": lambda g: torch.rand(8, generator=g),
    "randn_5": lambda g: torch.randn(5, generator=g),
    "randn_16": lambda g: torch.randn(16, generator=g),  # 16 and more take a vectorised path
    "randint_0_100_10": lambda g: torch.randint(0, 100, (10,), generator=g),
    "randperm_12": lambda g: torch.randperm(12, generator=g),
    "bernoulli_0.3_16": lambda g: torch.empty(16).bernoulli_(0.3, generator=g),
    "normal_1_2_20": lambda g: torch.empty(20).normal_(1, 2, generator=g),
    "uniform_-3_5_20": lambda g: torch.empty(20).uniform_(-3, 5, generator=g),
}


def make() -> None:
    tensors = {}
    for name, call in CALLS.items():
        torch.manual_seed(SEED)
        tensors[f"global.{name}"] = call(None)
        tensors[f"generator.{name}"] = call(torch.Generator().manual_seed(SEED))
        assert torch.equal(tensors[f"global.{name}"], tensors[f"generator.{name}"])
    golden_file.write("random/seed_42", tensors, {"seed": SEED, "calls": list(CALLS)})
    print(f"random: {len(tensors)} tensors")
