"""Checks ONNX models with onnx.checker, shapes included (Debian: python3-onnx). Usage: check_models.py

Each line of the input names a file and is answered by one line: what it holds, or "error: " and the reason.
"""
import sys

import onnx


def check(path: str) -> str:
    onnx.checker.check_model(path, full_check=True)
    model = onnx.shape_inference.infer_shapes(onnx.load(path), check_type=True, strict_mode=True, data_prop=True)
    inferred = {value.name for value in model.graph.value_info}
    unknown = [name for node in model.graph.node for name in node.output if name not in inferred and name != model.graph.output[0].name]
    if unknown:
        raise ValueError(f"no shape can be told of {', '.join(unknown)}")
    return f"opset {model.opset_import[0].version}, {len(model.graph.output)} output"


for line in sys.stdin:
    try:
        print(check(line.strip()), flush=True)
    except Exception as e:  # whatever the checker finds is the answer
        print("error:", " ".join(str(e).split()), flush=True)
