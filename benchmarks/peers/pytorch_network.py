"""PyTorch on SE-ResNet-50: forward, training step, and a tiny operator. Alone: /usr/bin/python3 benchmarks/peers/pytorch_network.py"""
import os

import torch
from torch.nn.functional import cross_entropy

import worker
from se_resnet import ResNet50

BATCH = 8


def pictures():
    return torch.randn(BATCH, 3, 224, 224)


def labels():
    return torch.randint(1000, (BATCH,))


def forward():
    network, x = ResNet50().eval(), pictures()

    def work():
        with torch.no_grad():
            network(x)
    return work


def train_step():
    network, x, y = ResNet50(), pictures(), labels()
    optimizer = torch.optim.SGD(network.parameters(), 0.01, momentum=0.9, weight_decay=1e-4)

    def work():
        optimizer.zero_grad(set_to_none=True)
        cross_entropy(network(x), y).backward()
        optimizer.step()
    return work


def tiny_op():
    left, right = torch.ones(4), torch.ones(4)
    return lambda: left.add(right)


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count())))
    worker.run(
        f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads",
        {"se50_forward": (forward, BATCH), "se50_train_step": (train_step, BATCH), "tiny_op": (tiny_op, 1)})
