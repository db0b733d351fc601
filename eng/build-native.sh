#!/usr/bin/env bash
# Compiles compat/TorchSharp/native against the libtorch that CMake finds. Usage: eng/build-native.sh OUTPUT_DIRECTORY
# TORCH_DIR=/path/to/libtorch picks another libtorch (>= 1.13, CUDA builds included).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$root/artifacts/native}
out=${out%/}
mkdir -p "$out"
log=$out/build.log

# The last step is a rename, so that a process which has the old library loaded keeps a whole one.
cmake -S "$root/compat/TorchSharp/native" -B "$out/build" -DCMAKE_BUILD_TYPE=Release ${TORCH_DIR:+-DCMAKE_PREFIX_PATH="$TORCH_DIR"} > "$log" 2>&1 \
    && cmake --build "$out/build" >> "$log" 2>&1 \
    && cp "$out/build/libsenetml_torch.so" "$out/libsenetml_torch.so.new" \
    && mv "$out/libsenetml_torch.so.new" "$out/libsenetml_torch.so" \
    || { cat "$log" >&2; exit 1; }
