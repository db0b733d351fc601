#!/usr/bin/env bash
# Compiles a native shim of the compat stack. Usage: eng/build-native.sh OUTPUT_DIRECTORY [torch | pictures] [--if-stale]
#   torch       compat/TorchSharp/native, against the libtorch that CMake finds; TORCH_DIR=/path/to/libtorch picks another one (>= 1.13, CUDA builds included)
#   pictures    compat/Microsoft.ML/native, against libjpeg-turbo and libpng
#   --if-stale  only where a source is newer than the library, or the library was built against another libtorch
# Beside the library lies a .stamp that says which libtorch it was built against; with another one the build starts in an empty folder.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$root/artifacts/native}
out=${out%/}
name=${2:-torch}
case $name in
    torch) sources=$root/compat/TorchSharp/native build=$out/build log=$out/build.log what='the native shim over libtorch (about a minute)' ;;
    pictures) sources=$root/compat/Microsoft.ML/native build=$out/build-pictures log=$out/build-pictures.log what='the native shim for pictures' ;;
    *) echo "Native shim: expected 'torch' or 'pictures', got '$name'." >&2; exit 1 ;;
esac
library=$out/libsenetml_$name.so
stamp=$out/libsenetml_$name.stamp

# What the library depends on besides its sources: which libtorch was asked for, and which one is there.
dependencies() {
    [ "$name" = torch ] || return 0
    echo "TORCH_DIR=${TORCH_DIR:-}"
    if [ -n "${TORCH_DIR:-}" ]; then
        find -L "$TORCH_DIR" -maxdepth 3 -name 'libtorch_cpu.*' -printf '%p %T@\n'
    else
        dpkg-query -W -f 'libtorch-dev ${Version}\n' libtorch-dev
    fi
}

now=$(dependencies 2> /dev/null || true)
# CMake would pass over a folder without a libtorch and take the system's.
if [ "$name" = torch ] && [ -n "${TORCH_DIR:-}" ] && [[ $now != *libtorch_cpu.* ]]; then
    echo "TORCH_DIR: expected the folder of a libtorch (1.13 or later), got '$TORCH_DIR', which has no libtorch_cpu.so." >&2
    exit 1
fi
before=$(cat "$stamp" 2> /dev/null || echo none)
if [ "${3:-}" = --if-stale ]; then
    [ ! -f "$library" ] || [ "$now" != "$before" ] || [ -n "$(find "$sources" -newer "$library" -type f -print -quit)" ] || exit 0
    echo "Compiling $what ..."
fi
mkdir -p "$out"
# CMake's cache remembers where it found the last libtorch.
[ "$now" = "$before" ] || rm -rf "$build"

# The last step is a rename, so that a process which has the old library loaded keeps a whole one.
cmake -S "$sources" -B "$build" -DCMAKE_BUILD_TYPE=Release ${TORCH_DIR:+-DCMAKE_PREFIX_PATH="$TORCH_DIR"} > "$log" 2>&1 \
    && cmake --build "$build" >> "$log" 2>&1 \
    && cp "$build/${library##*/}" "$library.new" \
    && mv "$library.new" "$library" \
    && printf '%s\n' "$now" > "$stamp" \
    || { cat "$log" >&2; exit 1; }
