#!/usr/bin/env bash
# The sample application (samples/ImageClassification), on a machine that may be fresh: all that has to be there is the .NET SDK.
#
#   ./sample.sh                        trains an SE-ResNet-20 on Fashion-MNIST and, in a second process, predicts a few pictures with it.
#                                      Where Debian's dataset-fashion-mnist cannot be had, the pictures are drawn.
#   ./sample.sh --data DIR             trains on your own pictures, with one folder for each class; any option of `train` may stand here
#   ./sample.sh predict MODEL FILE...  any verb of the application: check, train, tune, evaluate, predict, info, import, export, export-fashion-mnist, draw-pictures
#   ./sample.sh --help                 tells them all
#   FASHION_MNIST=DIR has the four .gz files of the data set
#
# The default run closes with two lines: "figure test_accuracy X", and "figure seconds X" from the first look at the data to the end of evaluation.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"

project=$root/samples/ImageClassification
data_set=${FASHION_MNIST:-/usr/share/datasets/fashion-mnist}
results=artifacts/sample

main() {
    if [ $# = 0 ]; then
        default_run
        return
    fi
    build
    case $1 in
        -h | --help | -\? | --version | [!-]*) app "$@" ;;
        *) app train "$@" ;;
    esac
}

# Paths in the output are short where they start here.
default_run() {
    cd "$root"
    build
    prepare_pictures
    say "Set-up took $SECONDS s; from here on it is the application."
    app train --data "$pictures" --epochs 3 --batch 128 --output "$results"
    say 'In another process, with the model from the file:'
    app predict "$results/model.zip" "${unseen[@]}"
    figure test_accuracy
    figure seconds
}

build() {
    local output
    require_sdk
    restore "$project"
    output=$(dotnet build "$project" -c Release --no-restore --nologo -v q 2>&1) || { printf '%s\n' "$output" >&2; fail 'The sample could not be built; the reason is above.'; }
}

app() { dotnet "$project/bin/Release/net10.0/ImageClassification.dll" "$@"; }

# To $pictures the folder to train on, and to $unseen some of its test pictures, one a class.
prepare_pictures() {
    local folder files
    if install_data_set; then
        pictures=artifacts/fashion-mnist
        app export-fashion-mnist "$pictures" --source "$data_set"
    else
        say 'Fashion-MNIST cannot be had here (no apt-get that may install dataset-fashion-mnist), so the pictures are drawn.'
        pictures=artifacts/drawn-pictures
        app draw-pictures "$pictures" --per-class 2000
    fi
    unseen=()
    for folder in "$pictures"/test/*/; do
        files=("$folder"*.png)
        [ "${#unseen[@]}" -ge 5 ] || unseen+=("${files[0]}")
    done
}

install_data_set() {
    local as_root='' log=$root/artifacts/apt.log
    has_data_set && return 0
    [ -z "${FASHION_MNIST:-}" ] || fail "FASHION_MNIST: expected a folder with the four .gz files of Fashion-MNIST, got '$FASHION_MNIST', which lacks some."
    command -v apt-get > /dev/null || return 1
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2> /dev/null || return 1
        as_root='sudo -n'
    fi
    say 'Installing dataset-fashion-mnist with apt-get (once) ...'
    mkdir -p "$root/artifacts"
    $as_root apt-get update > "$log" 2>&1 || true
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends dataset-fashion-mnist >> "$log" 2>&1 || return 1
    has_data_set
}

has_data_set() {
    local name
    for name in train-images-idx3 train-labels-idx1 t10k-images-idx3 t10k-labels-idx1; do
        [ -e "$data_set/$name-ubyte.gz" ] || return 1
    done
}

# A number of metrics.json, which has one a line.
figure() { awk -v name="$1" '$1 == "\"" name "\":" { printf "figure %s %.4g\n", name, $2; exit }' "$results/metrics.json"; }

main "$@"
