#!/usr/bin/env bash
# Compiles a native shim of the compat stack. Usage: eng/build-native.sh OUTPUT_DIRECTORY [torch | pictures]
#   torch     compat/TorchSharp/native, against the libtorch that CMake finds; TORCH_DIR=/path/to/libtorch picks another one (>= 1.13, CUDA builds included)
#   pictures  compat/Microsoft.ML/native, against libjpeg-turbo and libpng
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$root/artifacts/native}
out=${out%/}
name=${2:-torch}
case $name in
    torch) sources=$root/compat/TorchSharp/native build=$out/build log=$out/build.log ;;
    pictures) sources=$root/compat/Microsoft.ML/native build=$out/build-pictures log=$out/build-pictures.log ;;
    *) echo "Native shim: expected 'torch' or 'pictures', got '$name'." >&2; exit 1 ;;
esac
library=libsenetml_$name.so
mkdir -p "$out"

# The last step is a rename, so that a process which has the old library loaded keeps a whole one.
cmake -S "$sources" -B "$build" -DCMAKE_BUILD_TYPE=Release ${TORCH_DIR:+-DCMAKE_PREFIX_PATH="$TORCH_DIR"} > "$log" 2>&1 \
    && cmake --build "$build" >> "$log" 2>&1 \
    && cp "$build/$library" "$out/$library.new" \
    && mv "$out/$library.new" "$out/$library" \
    || { cat "$log" >&2; exit 1; }
