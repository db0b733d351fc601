#!/usr/bin/env bash
# Runs the same work in this library and in its peers, by turns in one run, and prints one line a figure: "figure NAME VALUE".
# Ratios above 1 mean that ours is faster, but for ..._cost_... (times as long), ..._seconds, ..._microseconds and growth_... (1 is proportional).
#
#   benchmarks/compare.sh all [--rounds N] [--seconds S] [--figure NAME]      the five subjects that follow
#   benchmarks/compare.sh inference                    SE-ResNet-50 beside ONNX Runtime, PyTorch and the processor's peak: needs Node.js with npm
#   benchmarks/compare.sh steps                        training steps beside PyTorch, as users run it and at its best setting
#   benchmarks/compare.sh epoch                        from JPEG files to epochs beside PyTorch and torchvision at their best setting; data as for training
#   benchmarks/compare.sh start                        the first prediction of a fresh process: needs no peer
#   benchmarks/compare.sh growth                       how time grows with threads, batch, pixels and pictures: needs no peer
#   benchmarks/compare.sh network                      the plain network in plain operators beside PyTorch's
#   benchmarks/compare.sh images                       needs flowers5-small.tar.gz in ../shared/data; without it the exit code is 2
#   benchmarks/compare.sh training                     needs cifar10.tar.gz there too (SENETML_SHARED=DIR names another folder than ../shared)
#   benchmarks/compare.sh augmentation                 the same with the preset Strong
#   benchmarks/compare.sh scoring                      ours against ours: needs no Python
#   benchmarks/compare.sh accuracy flowers|cifar [--seeds N] [--precision Float32|BFloat16]
#                                                      trains whole recipes on both sides, test pictures scored once: half an hour and more
#   benchmarks/compare.sh agreement MODEL PICTURES     how often a model answers in bfloat16 as in float32: needs no Python
#   benchmarks/compare.sh search                       successive halving against the full grid, on recorded learning curves: seconds, no Python
#   OMP_NUM_THREADS=1 benchmarks/compare.sh network    with one thread on both sides
#
# The peers' scripts are in benchmarks/peers; each runs alone too. Debian's python3-torch is the peer that shares our libtorch,
# python3-torchvision the one that shares our libjpeg-turbo. ONNX Runtime is npm's onnxruntime-node (peers/onnxruntime.sh).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../eng/setup.sh"

# Asked first, so that nobody waits for a build and then reads a traceback.
case ${1-} in
    scoring | search | start | growth | agreement) modules= ;;
    images | training | augmentation | accuracy | epoch | all) modules='torch, torchvision' ;;
    *) modules=torch ;;
esac
[ -z "$modules" ] || "${PYTHON:-/usr/bin/python3}" -c "import $modules" 2> /dev/null \
    || fail "benchmarks/compare.sh needs Debian's python3-torch: apt-get install python3-torch python3-torchvision (or PYTHON=/path/to/python3 with torch)"
case ${1-} in inference | all)
    command -v node > /dev/null && command -v npm > /dev/null || fail 'benchmarks/compare.sh needs Node.js for ONNX Runtime: apt-get install nodejs npm'
    "$root/benchmarks/peers/onnxruntime.sh" ;;
esac
set_up

project=$root/benchmarks/SeNetMl.Benchmarks
build=$(dotnet build "$project" -c Release --nologo -v q) || { printf '%s\n' "$build" >&2; exit 1; }
case ${1-} in accuracy | search | agreement) ;; *) set -- compare "$@" ;; esac
exec "$project/bin/Release/net10.0/SeNetMl.Benchmarks" "$@"
