"""Writes .safetensors: header length (8 bytes, little endian), JSON header, then the data, sorted by name."""
import json
import pathlib
import struct

import torch
import torchvision

ROOT = pathlib.Path(__file__).resolve().parent

DTYPE_NAMES = {
    torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16",
    torch.int64: "I64", torch.int32: "I32", torch.int16: "I16", torch.int8: "I8",
    torch.uint8: "U8", torch.bool: "BOOL",
}


def data_of(tensor: torch.Tensor) -> bytes:
    """Raw little-endian bytes in row-major order."""
    tensor = tensor.detach().contiguous()
    if tensor.dtype == torch.bfloat16:  # numpy has no bfloat16
        tensor = tensor.view(torch.int16)
    return tensor.numpy().tobytes()


def write(path: str, tensors: dict, case: dict) -> None:
    """Writes `tensors` and the description `case` to tests/Golden/<path>.safetensors."""
    header = {"__metadata__": {
        "case": json.dumps(case, separators=(",", ":")),
        "generator": "make_golden.py",
        "torch": torch.__version__,
        "torchvision": torchvision.__version__,
    }}
    data = bytearray()
    for name in sorted(tensors):
        tensor = tensors[name]
        begin = len(data)
        data += data_of(tensor)
        header[name] = {
            "dtype": DTYPE_NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [begin, len(data)],
        }
    text = json.dumps(header, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)
    target = ROOT / (path + ".safetensors")
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(struct.pack("<Q", len(text)) + text + data)
