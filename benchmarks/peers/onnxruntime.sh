#!/usr/bin/env bash
# Makes the peer ONNX Runtime ready, once: npm's onnxruntime-node and the network as an ONNX file, in artifacts/onnxruntime. Needs Node.js with npm, and
# Debian's python3-torch, which writes the file. The package's install script only fetches CUDA libraries, so it is not run.
set -euo pipefail
peers=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$peers/../../artifacts/onnxruntime
mkdir -p "$folder"
[ -d "$folder/node_modules/onnxruntime-node" ] || npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error onnxruntime-node@1 >&2
[ -f "$folder/se_resnet50.onnx" ] || "${PYTHON:-/usr/bin/python3}" "$peers/se_resnet_onnx.py" "$folder/se_resnet50.onnx"
