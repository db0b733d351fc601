#!/usr/bin/env bash
# Compiles compat/TorchSharp/native against the libtorch that CMake finds. Usage: eng/build-native.sh OUTPUT_DIRECTORY
# TORCH_DIR=/path/to/libtorch picks another libtorch (>= 1.13, CUDA builds included).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$root/artifacts/native}
out=${out%/}
mkdir -p "$out"
cmake -S "$root/compat/TorchSharp/native" -B "$out/build" -DCMAKE_BUILD_TYPE=Release ${TORCH_DIR:+-DCMAKE_PREFIX_PATH="$TORCH_DIR"} > "$out/build.log" 2>&1 \
    && cmake --build "$out/build" >> "$out/build.log" 2>&1 \
    && cp "$out/build/libsenetml_torch.so" "$out/" \
    || { cat "$out/build.log" >&2; exit 1; }
