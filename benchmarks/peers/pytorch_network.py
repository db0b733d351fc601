"""PyTorch on SE-ResNets: forward, training steps, and a tiny operator. Alone: /usr/bin/python3 benchmarks/peers/pytorch_network.py [WORK ...]

The works whose names end in "best" are at PyTorch's best setting: bfloat16 autocast, channels-last, one SGD step for all weights. Malloc is set from
outside: benchmarks/compare.sh starts one process as users run it, and one whose malloc keeps big blocks (GLIBC_TUNABLES).
"""
import os

import torch
from torch.nn.functional import cross_entropy

import worker
from se_resnet import NETWORKS, ResNet, ResNet50

BATCH = 8


def pictures(batch, size=224):
    return torch.randn(batch, 3, size, size)


def forward(batch):
    def prepare():
        network, x = ResNet50().eval(), pictures(batch)

        def work():
            with torch.no_grad():
                network(x)
        return work
    return prepare, batch


def train_step(name, batch, size, classes, best=False):
    """As users write it; at the best setting if best."""
    def prepare():
        layout = torch.channels_last if best else torch.contiguous_format
        network = ResNet(*NETWORKS[name], classes=classes).to(memory_format=layout)
        x, y = pictures(batch, size).to(memory_format=layout), torch.randint(classes, (batch,))
        optimizer = torch.optim.SGD(network.parameters(), 0.01, momentum=0.9, weight_decay=1e-4, foreach=best)

        def work():
            optimizer.zero_grad(set_to_none=True)
            with torch.autocast("cpu", torch.bfloat16, enabled=best):
                scores = network(x)
            cross_entropy(scores.float(), y).backward()
            optimizer.step()
        return work
    return prepare, batch


def tiny_op():
    left, right = torch.ones(4), torch.ones(4)
    return lambda: left.add(right)


if __name__ == "__main__":
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", os.cpu_count())))
    worker.run(
        f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads",
        {
            "se50_forward": forward(BATCH),
            "se50_forward_b32": forward(32),
            "se50_train_step": train_step("se_resnet50", BATCH, 224, 1000),
            "se50_train_b16": train_step("se_resnet50", 16, 224, 1000),
            "se50_train_b16_best": train_step("se_resnet50", 16, 224, 1000, best=True),
            "se20_train_b128_best": train_step("cifar_se_resnet20", 128, 32, 10, best=True),
            "tiny_op": (tiny_op, 1),
        })
