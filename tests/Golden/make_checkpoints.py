"""Group checkpoints/: the same tensors as PyTorch checkpoints of each format, and what they hold as safetensors.

Every kind of number, strides, views of one storage, scalars and empty tensors; one file as PyTorch 0.3 described tensors.
"""
from collections import OrderedDict

import torch

import golden_file
from pattern import fill, pattern_tensor

ROOT = golden_file.ROOT / "checkpoints"


class OldTensor:
    """Pickled as PyTorch before 0.4 pickled a tensor."""

    def __init__(self, tensor: torch.Tensor):
        self.tensor = tensor

    def __reduce__(self):
        t = self.tensor
        return torch._utils._rebuild_tensor, (t.storage(), t.storage_offset(), tuple(t.shape), t.stride())


def tensors() -> dict:
    base = pattern_tensor("base", 6, 8)
    model = fill(torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.BatchNorm2d(4)))
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
        "view.whole": base,
        "view.rows": base[2:4],
        "view.transposed": base.t(),
        "view.strided": base[1:, 1::3],
        "view.scalar": base[5, 7],
        "view.channels_last": pattern_tensor("view.channels_last", 2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
    }


def make() -> None:
    held = tensors()
    golden_file.write("checkpoints/tensors", held, {"entries": list(held)})
    state = OrderedDict((name, torch.nn.Parameter(t) if name == "view.rows" else t) for name, t in held.items())
    torch.save(state, ROOT / "zip.pt")
    torch.save(state, ROOT / "zip_protocol4.pt", pickle_protocol=4)
    torch.save(state, ROOT / "legacy.pth", _use_new_zipfile_serialization=False)
    wrapped = {"epoch": 3, "best_prec1": 91.25, "history": [1.5, None, (True, 2**70)], "state_dict": state}
    torch.save(wrapped, ROOT / "zip_wrapped.pt")
    torch.save(wrapped, ROOT / "legacy_wrapped.th", _use_new_zipfile_serialization=False)
    old = {name: OldTensor(t) for name, t in held.items() if t.dtype != torch.bfloat16}
    torch.save(old, ROOT / "legacy_old.pth", _use_new_zipfile_serialization=False)
    print(f"checkpoints: {len(held)} tensors")
