"""Six steps of PyTorch's own optimizers (foreach=False), one line a step: case, step, a checksum over the bits of each parameter."""
import torch

SIZES = (35, 300_000, 11)  # the middle one is a batch of its own
CASES = {
    "sgd": lambda p: torch.optim.SGD(p, 0.1, foreach=False),
    "sgd decay": lambda p: torch.optim.SGD(p, 0.1, weight_decay=0.01, foreach=False),
    "sgd momentum": lambda p: torch.optim.SGD(p, 0.1, momentum=0.9, weight_decay=0.01, foreach=False),
    "sgd dampening": lambda p: torch.optim.SGD(p, 0.1, momentum=0.9, dampening=0.3, foreach=False),
    "sgd nesterov": lambda p: torch.optim.SGD(p, 0.1, momentum=0.9, weight_decay=0.01, nesterov=True, foreach=False),
    "sgd maximize": lambda p: torch.optim.SGD(p, 0.1, momentum=0.9, weight_decay=0.01, maximize=True, foreach=False),
    "adamw": lambda p: torch.optim.AdamW(p, 0.01, weight_decay=0, foreach=False),
    "adamw decay": lambda p: torch.optim.AdamW(p, 0.01, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1, foreach=False),
    "adamw amsgrad": lambda p: torch.optim.AdamW(p, 0.01, weight_decay=0.1, amsgrad=True, foreach=False),
    "adamw maximize": lambda p: torch.optim.AdamW(p, 0.01, weight_decay=0.1, maximize=True, foreach=False),
}


def numbers(count, factor, offset):
    return ((torch.arange(count) * factor + offset) % 1009 - 504).float() / 512


def checksum(tensor):
    bits = tensor.detach().view(torch.int32).long()
    return (bits * (torch.arange(bits.numel()) + 1)).sum().item()


for name, make in CASES.items():
    parameters = [numbers(size, 7, index).requires_grad_() for index, size in enumerate(SIZES)]
    optimizer = make(parameters)
    for step in range(6):
        for index, parameter in enumerate(parameters):
            skipped = index == 2 and step in (0, 3)
            parameter.grad = None if skipped else numbers(parameter.numel(), 13, step * 31 + index)
        norm = torch.nn.utils.clip_grad_norm_(parameters, 50.0)
        optimizer.step()
        print(f"{name},{step},{norm.item():.9g}," + ",".join(str(checksum(p)) for p in parameters))
