"""PyTorch and torchvision training from JPEG files, as their users write it: ImageFolder, DataLoader with workers, SGD.

Alone it trains and scores the test pictures once:
    /usr/bin/python3 benchmarks/peers/pytorch_training.py --recipe flowers --data FOLDER [--seed N] [--epochs N] [--workers N] ...
FOLDER holds train/CLASS/*.jpg and test/CLASS/*.jpg. With --serve it does whole epochs on demand (see worker.py); then FOLDER, or the
environment variable SENETML_TRAINING, holds the folders flowers5-small and cifar10.
"""
import argparse
import math
import os
import time

import torch
import torchvision
from torch.distributions import Beta
from torch.nn.functional import cross_entropy, one_hot
from torch.utils.data import DataLoader, Subset
from torchvision.datasets import ImageFolder
from torchvision.transforms import (
    CenterCrop, Compose, Normalize, RandomCrop, RandomErasing, RandomHorizontalFlip, RandomResizedCrop, Resize, ToTensor, TrivialAugmentWide)

import worker
from se_resnet import NETWORKS, for_training

MOMENTUM = 0.9
SMOOTHING = 0.1
SERVED_EPOCHS = 2
NORMALISE = Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))

# per_class: how many pictures of each class are trained on, the first by name; None takes all. served: how many for a served epoch.
# How a recipe is served: PyTorch as users run it, with strong augmentation, at its best setting.
KINDS = {"": {}, "_strong": dict(strong=True), "_best": dict(channels_last=True, bf16=True, foreach=True, workers=2)}

RECIPES = {
    "flowers": dict(
        folder="flowers5-small", classes=5, network="se_resnet18", size=128, batch=16, epochs=12, rate=0.1, decay=5e-4, warm_up=1, min_area=0.35,
        per_class=None, served=48),
    "cifar": dict(
        folder="cifar10", classes=10, network="cifar_se_resnet20", size=32, batch=128, epochs=10, rate=0.8, decay=5e-4, warm_up=1, min_area=None,
        per_class=1000, served=256),
}


def main():
    options = arguments()
    torch.set_num_threads(options.threads)
    if options.serve:
        worker.run(
            f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, {torch.get_num_threads()} threads, {options.workers} workers",
            {f"{name}{suffix}_fit": served_fit(name, options, **kind) for name in RECIPES for suffix, kind in KINDS.items()})
    else:
        train(RECIPES[options.recipe], options)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--recipe", choices=RECIPES, default="flowers")
    parser.add_argument("--data", default=os.environ.get("SENETML_TRAINING"))
    parser.add_argument("--network", choices=NETWORKS)
    for name in ("batch", "epochs"):
        parser.add_argument(f"--{name}", type=int)
    for name in ("rate", "decay", "warm-up", "min-area"):
        parser.add_argument(f"--{name}", type=float)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=int(os.environ.get("OMP_NUM_THREADS", os.cpu_count())))
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--channels-last", action="store_true")
    parser.add_argument("--bf16", action="store_true", help="autocast to bfloat16")
    parser.add_argument("--foreach", action="store_true", help="one SGD step for all weights")
    parser.add_argument("--strong", action="store_true", help="TrivialAugment, random erasing, mixup and CutMix too")
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    if not options.data:
        parser.error("--data: expected a folder of pictures (or its name in SENETML_TRAINING), got none")
    return options


class Training:
    """A network, its optimizer and schedule, and the loader of its pictures."""

    def __init__(self, recipe, options, folder, per_class):
        recipe = {name: value if getattr(options, name, None) is None else getattr(options, name) for name, value in recipe.items()}
        torch.manual_seed(options.seed)
        self.options, self.epochs, self.mixing = options, recipe["epochs"], mixed if options.strong else lambda x, y, classes: (x, y)
        self.classes = recipe["classes"]
        pictures = first_of_each_class(ImageFolder(os.path.join(folder, "train"), augmentation(recipe, options.strong)), per_class)
        self.loader = loader(pictures, options.workers, recipe["batch"], shuffle=True, drop_last=True)
        network = for_training(recipe["network"], recipe["classes"])
        self.network = network.to(memory_format=self.memory_format)
        self.optimizer = torch.optim.SGD(groups(network, recipe["decay"]), recipe["rate"], momentum=MOMENTUM, nesterov=True, foreach=options.foreach)
        steps, warm_up = len(self.loader) * self.epochs, round(len(self.loader) * recipe["warm_up"])
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimizer, lambda step: rate_at(step, steps, warm_up))

    @property
    def memory_format(self):
        return torch.channels_last if self.options.channels_last else torch.contiguous_format

    def epoch(self):
        """Trains once on every picture; gives how many there were."""
        self.network.train()
        seen = 0
        for x, y in self.loader:
            self.optimizer.zero_grad(set_to_none=True)
            x, target = self.mixing(x, y, self.classes)
            cross_entropy(self.scores(x), target, label_smoothing=SMOOTHING).backward()
            self.optimizer.step()
            self.schedule.step()
            seen += len(y)
        return seen

    def accuracy(self, pictures):
        self.network.eval()
        with torch.no_grad():
            return sum((self.scores(x).argmax(1) == y).sum().item() for x, y in loader(pictures, self.options.workers, 100)) / len(pictures)

    def scores(self, x):
        x = x.to(memory_format=self.memory_format)
        with torch.autocast("cpu", torch.bfloat16, enabled=self.options.bf16):
            return self.network(x).float()


def train(recipe, options):
    training = Training(recipe, options, options.data, recipe["per_class"])
    start = time.perf_counter()
    for epoch in range(training.epochs):
        begin = time.perf_counter()
        seen = training.epoch()
        seconds = time.perf_counter() - begin
        print(f"epoch {epoch + 1}/{training.epochs}: {seconds:.2f} s, {seen / seconds:.1f} pictures/s", flush=True)
    print(f"training_seconds {time.perf_counter() - start:.1f}")
    print(f"test_accuracy {training.accuracy(ImageFolder(os.path.join(options.data, 'test'), evaluation(recipe))):.4f}")


def served_fit(name, options, **kind):
    """Two epochs end to end over a part of the pictures: decode, augment, train. The comparison's first calls are the warm-up."""
    recipe, options = RECIPES[name], argparse.Namespace(**{**vars(options), **kind})

    def prepare():
        training = Training(recipe, options, os.path.join(options.data, recipe["folder"]), recipe["served"])
        training.schedule = torch.optim.lr_scheduler.ConstantLR(training.optimizer, 1, 0)

        def fit():
            for _ in range(SERVED_EPOCHS):
                training.epoch()
        return fit
    return prepare, recipe["served"] * recipe["classes"] * SERVED_EPOCHS


def augmentation(recipe, strong):
    size, area = recipe["size"], recipe["min_area"]
    crop = RandomResizedCrop(size, scale=(area, 1)) if area else RandomCrop(size, padding=4)
    light = [crop, RandomHorizontalFlip()]
    return Compose([*light, TrivialAugmentWide(), ToTensor(), NORMALISE, RandomErasing(0.25)] if strong else [*light, ToTensor(), NORMALISE])


def mixed(x, y, classes):
    """Half of the batches mixed with themselves turned by one: mixup (alpha 0.2) or CutMix (alpha 1), equally often."""
    if torch.rand(()) >= 0.5:
        return x, y
    target, partner = one_hot(y, classes).float(), one_hot(y.roll(1), classes).float()
    if torch.rand(()) < 0.5:
        own = Beta(0.2, 0.2).sample().item()
        return own * x + (1 - own) * x.roll(1, 0), own * target + (1 - own) * partner
    height, width = x.shape[2:]
    half = math.sqrt(1 - Beta(1.0, 1.0).sample().item()) / 2
    row, column = torch.randint(height, ()).item(), torch.randint(width, ()).item()
    top, bottom = max(0, int(row - half * height)), min(height, int(row + half * height))
    left, right = max(0, int(column - half * width)), min(width, int(column + half * width))
    x[:, :, top:bottom, left:right] = x.roll(1, 0)[:, :, top:bottom, left:right]
    own = 1 - (bottom - top) * (right - left) / (height * width)
    return x, own * target + (1 - own) * partner


def evaluation(recipe):
    size = recipe["size"]
    crop = [Resize(round(size / 0.875)), CenterCrop(size)] if recipe["min_area"] else []
    return Compose([*crop, ToTensor(), NORMALISE])


def first_of_each_class(pictures, count):
    if count is None:
        return pictures
    starts = [pictures.targets.index(label) for label in range(len(pictures.classes))]  # ordered by class, then by name
    return Subset(pictures, [start + i for start in starts for i in range(count)])


def loader(pictures, workers, batch, **options):
    if workers:
        options.update(persistent_workers=True, prefetch_factor=4)
    return DataLoader(pictures, batch, num_workers=workers, **options)


def groups(network, decay):
    """Weight decay on convolutions and the fully connected layer alone, not on normalisation and biases."""
    matrices = [parameter for parameter in network.parameters() if parameter.dim() > 1]
    vectors = [parameter for parameter in network.parameters() if parameter.dim() == 1]
    return [dict(params=matrices, weight_decay=decay), dict(params=vectors, weight_decay=0)]


def rate_at(step, steps, warm_up):
    """Linear from 1/warm_up to 1, then a cosine to 0."""
    if step < warm_up:
        return (step + 1) / warm_up
    return (1 + math.cos(math.pi * (step - warm_up) / max(1, steps - warm_up))) / 2


if __name__ == "__main__":
    main()
