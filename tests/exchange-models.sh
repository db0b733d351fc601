#!/usr/bin/env bash
# Model files cross stacks: writes models on compat and on the genuine packages, and reads each on the other.
#
#   tests/exchange-models.sh COMPAT_FOLDER GENUINE_FOLDER [arguments of dotnet build for the genuine side]
#   tests/exchange-models.sh /tmp/ours /tmp/theirs -p:LocalPackages=DIR
#
# Both folders are made and hold afterwards the models (NAME.zip) and what comes out of them (NAME.txt); the builds are beside them, in
# FOLDER.build. The exit code is 0 if every file that one side wrote gives the same columns and rows on the other.
# What GENUINE_FOLDER holds is what tests/Compat.MicrosoftML.Tests/Golden/Genuine was copied from.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '4,5s/^# *//p' "$0" >&2; exit 1; }
source "$(dirname "${BASH_SOURCE[0]}")/../eng/setup.sh"
set_up -p:MlStack=compat
mkdir -p "$1" "$2"
ours=$(cd "$1" && pwd) theirs=$(cd "$2" && pwd)
shift 2

# The build of one stack, apart from the other's.
build() {
    local folder=$1
    shift
    dotnet build "$root/tests/Compat.MicrosoftML.Tests" -c Release --nologo -v q --artifacts-path "$folder.build" "$@" || exit 1
}

# One test by name, on the build beside a folder.
check() {
    local folder=$1 library
    shift
    library=$(find "$folder.build/bin" -name SeNetMl.MicrosoftML.Tests.dll | head -n1)
    env "${@:2}" dotnet vstest "$library" --TestCaseFilter:"FullyQualifiedName~ExchangeTests.Exchange_$1"
}

build "$ours" -p:MlStack=compat
build "$theirs" -p:MlStack=nuget "$@"
check "$ours" Write SENETML_MODELS_TO="$ours"
check "$theirs" Write SENETML_MODELS_TO="$theirs"
check "$theirs" Read SENETML_MODELS_FROM="$ours"
check "$ours" Read SENETML_MODELS_FROM="$theirs"
echo "Models cross stacks both ways: $(basename -a -s .zip "$ours"/*.zip | paste -sd' ' -)"
