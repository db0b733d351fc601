"""Writes SE-ResNet-50 as an ONNX file for inference: batch normalisation folded, batches of any size. /usr/bin/python3 se_resnet_onnx.py FILE"""
import os
import sys

import torch

from se_resnet import ResNet50


def export(path):
    torch.manual_seed(1)
    unfinished = path + ".part"
    torch.onnx.export(
        ResNet50().eval(), torch.randn(1, 3, 224, 224), unfinished, opset_version=13, input_names=["pictures"], output_names=["scores"],
        dynamic_axes={"pictures": {0: "batch"}, "scores": {0: "batch"}})
    os.replace(unfinished, path)


if __name__ == "__main__":
    export(sys.argv[1])
