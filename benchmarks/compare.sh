#!/usr/bin/env bash
# Runs the same work in this library and in its peers, by turns in one run, and prints one line a figure: "figure NAME VALUE".
# Ratios above 1 mean that ours is faster, but for ..._cost_... (times as long), ..._memory_... (megabytes, or times as many), ..._seconds,
# ..._microseconds and growth_... (1 is proportional).
#
#   benchmarks/compare.sh all [--rounds N] [--seconds S] [--figure NAME]      the six subjects that follow
#   benchmarks/compare.sh inference                    SE-ResNet-50 beside ONNX Runtime, TorchSharp and the processor's peak
#   benchmarks/compare.sh mobile                       EfficientNet-B0 and MobileNetV3-Large beside ONNX Runtime
#   benchmarks/compare.sh steps                        training steps beside TorchSharp, as its users write it and at its best setting
#   benchmarks/compare.sh memory                       the most memory of a process that trains, beside the same two
#   benchmarks/compare.sh epoch                        from JPEG files to epochs beside PyTorch and torchvision at their best setting; data as for training
#   benchmarks/compare.sh start                        the first prediction of a fresh process: needs no peer
#   benchmarks/compare.sh growth                       how time grows with threads, batch, pixels and pictures: needs no peer
#   benchmarks/compare.sh network                      our public modules, called as TorchSharp's are, beside plain TorchSharp
#   benchmarks/compare.sh images                       reading pictures beside torchvision and ML.NET; needs flowers5-small.tar.gz in ../shared/data,
#                                                      without it the exit code is 2
#   benchmarks/compare.sh training                     needs cifar10.tar.gz there too (SENETML_SHARED=DIR names another folder than ../shared)
#   benchmarks/compare.sh augmentation                 the same with the preset Strong
#   benchmarks/compare.sh scoring                      ours against ours
#   benchmarks/compare.sh accuracy flowers|cifar [--seeds N] [--precision Float32|BFloat16]
#                                                      trains whole recipes on both sides, test pictures scored once: half an hour and more
#   benchmarks/compare.sh small-data [--seeds N] [--draws N] [--with-plain]
#                                                      few photographs: accuracy and seconds beside ML.NET's ImageNet featurizer with logistic
#                                                      regression, on all flowers, in 60 seconds, with 20 pictures a class, and on
#                                                      50 of CIFAR a class; half an hour
#   benchmarks/compare.sh agreement MODEL PICTURES     how often a model answers in bfloat16 as in float32
#   benchmarks/compare.sh search                       successive halving against the full grid, on recorded learning curves: seconds
#   OMP_NUM_THREADS=1 benchmarks/compare.sh network    with one thread on both sides
#
# ONNX Runtime and TorchSharp are packages of the project, and their works are in SeNetMl.Benchmarks/Peers. PyTorch with torchvision is Debian's
# (python3-torchvision), and its scripts are in benchmarks/peers: epoch, images, training, augmentation, accuracy and all need it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../eng/setup.sh"

# Asked first, so that nobody waits for a build and then reads a traceback.
case ${1-} in all | epoch | images | training | augmentation | accuracy)
    "${PYTHON:-/usr/bin/python3}" -c 'import torch, torchvision' 2> /dev/null \
        || fail "benchmarks/compare.sh $1 needs Debian's PyTorch: apt-get install python3-torch python3-torchvision libopenblas0-openmp (or PYTHON=/path/to/python3 with torch and torchvision)" ;;
esac

project=$root/benchmarks/SeNetMl.Benchmarks
require_sdk
restore "$project"
build=$(dotnet build "$project" -c Release --no-restore --nologo -v q) || { printf '%s\n' "$build" >&2; exit 1; }
case ${1-} in accuracy | small-data | search | agreement) ;; *) set -- compare "$@" ;; esac
exec "$project/bin/Release/net10.0/SeNetMl.Benchmarks" "$@"
