#!/usr/bin/env bash
# Trains what docs/experiments.md compares and benchmarks/results/experiments.csv lacks, then writes the page anew. All of it takes hours.
#
#   benchmarks/experiments.sh                        all tables, three seeds a row
#   benchmarks/experiments.sh ratio gate --seeds 5   these tables
#   benchmarks/experiments.sh page                   trains nothing, writes the page from the results that are there
#   OMP_NUM_THREADS=1 benchmarks/experiments.sh      one thread a training; a training's result depends on their number
#
# The pictures are cifar10.tar.gz and flowers5-small.tar.gz in ../shared/data, or unpacked in the folder that SENETML_TRAINING names.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/../eng/setup.sh"

project=$root/benchmarks/SeNetMl.Benchmarks
require_sdk
restore "$project"
build=$(dotnet build "$project" -c Release --no-restore --nologo -v q) || { printf '%s\n' "$build" >&2; exit 1; }
exec "$project/bin/Release/net10.0/SeNetMl.Benchmarks" experiments "$@"
