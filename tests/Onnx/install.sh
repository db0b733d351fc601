#!/usr/bin/env bash
# Fetches what the tests of exported ONNX models run them with, once, outside the checkout's tracked files:
#
#   tests/Onnx/install.sh          ONNX Runtime for Node (npm's onnxruntime-node, without install scripts) into artifacts/onnxruntime,
#                                  and Debian's python3-onnx, whose checker judges models, where apt-get may install
#
# Whatever cannot be had is named in one line and is no failure: the tests that need it are skipped. ONNXRUNTIME_NODE=DIR names another folder with
# node_modules/onnxruntime-node in it. test.sh runs this.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
folder=${ONNXRUNTIME_NODE:-$root/artifacts/onnxruntime}
version=1.30.0
seconds=${ONNX_INSTALL_SECONDS:-60}

without() { echo "ONNX: $1; the tests that need it are skipped."; }

install_runtime() {
    [ ! -d "$folder/node_modules/onnxruntime-node" ] || return 0
    [ -z "${ONNXRUNTIME_NODE:-}" ] || { without "no onnxruntime-node in $folder"; return 0; }
    command -v npm > /dev/null && command -v node > /dev/null || { without 'no node and npm on the PATH'; return 0; }
    # To another name first, so that half an installation is never taken for a whole one.
    rm -rf "$folder.new"
    mkdir -p "$folder.new"
    if timeout "$seconds" npm install --prefix "$folder.new" --ignore-scripts --no-audit --no-fund --loglevel=error "onnxruntime-node@$version" > "$folder.log" 2>&1; then
        # The benchmarks' peer keeps things in that folder too.
        mkdir -p "$folder"
        mv "$folder.new/node_modules" "$folder/"
    else
        without "npm could not install onnxruntime-node (see $folder.log)"
    fi
    rm -rf "$folder.new"
}

install_checker() {
    local python=/usr/bin/python3
    [ -x "$python" ] || return 0
    "$python" -c 'import onnx' 2> /dev/null && return 0
    command -v apt-get > /dev/null && [ "$(id -u)" = 0 ] || { without "$python has no onnx (Debian: python3-onnx)"; return 0; }
    DEBIAN_FRONTEND=noninteractive timeout "$seconds" apt-get install -y --no-install-recommends python3-onnx > "$root/artifacts/onnx-apt.log" 2>&1 \
        || without 'apt-get could not install python3-onnx (see artifacts/onnx-apt.log)'
}

mkdir -p "$root/artifacts"
install_runtime
install_checker
