"""Group files/: one state dict in TorchSharp's weight format and in safetensors.

TorchSharp's stream: entry count; per entry the byte length of the name, the name in UTF-8, the scalar type number,
the rank, each dimension, then the data, row-major and little-endian. All integers are unsigned LEB128.
"""
import torch

import golden_file
from pattern import fill, pattern_tensor

SCALAR_TYPES = {
    torch.uint8: 0, torch.int8: 1, torch.int16: 2, torch.int32: 3, torch.int64: 4, torch.float16: 5,
    torch.float32: 6, torch.float64: 7, torch.bool: 11, torch.bfloat16: 15,
}


def varint(value: int) -> bytes:
    """Unsigned LEB128: seven bits a byte, lowest first, the top bit says that more follow."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def stream_of(state: dict) -> bytes:
    out = bytearray(varint(len(state)))
    for name, tensor in state.items():
        encoded = name.encode("utf-8")
        out += varint(len(encoded)) + encoded + varint(SCALAR_TYPES[tensor.dtype]) + varint(tensor.dim())
        for dimension in tensor.shape:
            out += varint(dimension)
        out += golden_file.data_of(tensor)
    return bytes(out)


def state() -> dict:
    """A linear layer, a BatchNorm, one tensor of each other type, a long name, a long dimension, a scalar."""
    model = fill(torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm2d(4)))
    model[1].num_batches_tracked.fill_(1_234_567_890_123)
    return {
        **model.state_dict(),
        "types.bfloat16": pattern_tensor("types.bfloat16", 2, 3).bfloat16(),
        "types.half": pattern_tensor("types.half", 5).half(),
        "types.double": pattern_tensor("types.double", 2, 2).double() / 3,
        "types.uint8": torch.tensor([0, 1, 127, 128, 255], dtype=torch.uint8),
        "types.int8": torch.tensor([-128, -1, 0, 127], dtype=torch.int8),
        "types.int16": torch.tensor([-32768, 32767], dtype=torch.int16),
        "types.int32": torch.tensor([[-(2**31), 2**31 - 1]], dtype=torch.int32),
        "types.bool": torch.tensor([True, False, True]),
        "scalar": torch.tensor(2.5),
        "empty": torch.empty(0, 3),
        "long_dimension": pattern_tensor("long_dimension", 1, 300),
        "name_of_more_than_127_bytes." + "x" * 120: torch.tensor([1.0]),
    }


def make() -> None:
    tensors = state()
    golden_file.write("files/state_dict", tensors, {"entries": list(tensors)})
    (golden_file.ROOT / "files" / "state_dict.dat").write_bytes(stream_of(tensors))
    print(f"files: {len(tensors)} entries")
