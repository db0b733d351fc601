#!/usr/bin/env bash
# Runs the same work in this library and in a peer, by turns in one run, and prints one line a figure: "figure NAME VALUE".
# Ratios above 1 mean that ours is faster, but for ..._cost_... (times as long) and ..._microseconds.
#
#   benchmarks/compare.sh network [--rounds N] [--seconds S] [--figure NAME]
#   benchmarks/compare.sh images                       needs flowers5-small.tar.gz in ../shared/data; without it the exit code is 2
#   benchmarks/compare.sh training                     needs cifar10.tar.gz there too (SENETML_SHARED=DIR names another folder than ../shared)
#   benchmarks/compare.sh augmentation                 the same with the preset Strong
#   benchmarks/compare.sh scoring                      ours against ours: needs no Python
#   benchmarks/compare.sh accuracy flowers|cifar [--seeds N] [--precision Float32|BFloat16]
#                                                      trains whole recipes on both sides, test pictures scored once: half an hour and more
#   benchmarks/compare.sh search                       successive halving against the full grid, on recorded learning curves: seconds, no Python
#   GLIBC_TUNABLES= benchmarks/compare.sh network      with plain malloc on both sides
#   OMP_NUM_THREADS=1 benchmarks/compare.sh network    with one thread on both sides
#
# The peers' scripts are in benchmarks/peers; each runs alone too. Debian's python3-torch is the peer that shares our libtorch,
# python3-torchvision the one that shares our libjpeg-turbo.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../eng/setup.sh"

# Asked first, so that nobody waits for a build and then reads a traceback.
case ${1-} in images | training | augmentation | accuracy) modules='torch, torchvision' ;; *) modules=torch ;; esac
[ "${1-}" = scoring ] || [ "${1-}" = search ] || "${PYTHON:-/usr/bin/python3}" -c "import $modules" 2> /dev/null \
    || fail "benchmarks/compare.sh needs Debian's python3-torch: apt-get install python3-torch python3-torchvision (or PYTHON=/path/to/python3 with torch)"
set_up

keep_big_blocks

project=$root/benchmarks/SeNetMl.Benchmarks
build=$(dotnet build "$project" -c Release --nologo -v q) || { printf '%s\n' "$build" >&2; exit 1; }
[ "${1-}" = accuracy ] || [ "${1-}" = search ] || set -- compare "$@"
exec "$project/bin/Release/net10.0/SeNetMl.Benchmarks" "$@"
