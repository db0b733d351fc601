#!/usr/bin/env bash
# Builds everything and runs all tests. All that has to be there is the .NET SDK; packages are restored first, once.
#
#   ./test.sh                                 all tests but the slow ones ([Trait("Category", "Slow")])
#   ./test.sh --all                           the slow ones too
#   ./test.sh --filter Name~SqueezeExcitation only these, slow or not; any argument of `dotnet test` may stand here
#   ./test.sh -p:TorchCuda=true               on libtorch for CUDA
#
# The last line is "N passed, N failed" over all projects, the one before it "N skipped" where any were; the exit code is that of `dotnet test`.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"

# The summary is read from the output, so it has to come in English and line by line.
export DOTNET_CLI_UI_LANGUAGE=en VSLANG=1033 MSBUILDTERMINALLOGGER=off

default_arguments() {
    local argument all='' filter='' configuration=''
    for argument; do
        case $argument in
            --all) all=yes ;;
            --filter | --filter=* | --filter:*) filter=yes ;;
            -c | --configuration | -c=* | -c:* | --configuration=* | --configuration:*) configuration=yes ;;
            --) break ;;
        esac
    done
    [ -n "$configuration" ] || printf '%s\n' -c Release
    [ -n "$all$filter" ] || printf '%s\n' --filter 'Category!=Slow'
}

main() {
    local argument arguments=() properties output code=0
    require_sdk
    mapfile -t properties < <(printf '%s\n' "$@" | grep -E '^(-|--|/)p(roperty)?[:=]')
    restore "$root/SeNetMl.sln" "${properties[@]}"
    mapfile -t arguments < <(default_arguments "$@")
    for argument; do
        [ "$argument" = --all ] || arguments+=("$argument")
    done
    output=$(mktemp)
    trap 'rm -f "$output"' EXIT
    dotnet test "$root/SeNetMl.sln" "${arguments[@]}" 2>&1 | tee "$output" || code=${PIPESTATUS[0]}
    close "$code" "$output"
}

# The closing line. A run that broke off (build failure, crash) has no count that would be true, so it gets none.
close() {
    local sum
    sum=$("$root/eng/sum-results.sh" < "$2")
    [ -z "$(tail -c1 "$2")" ] || echo
    if [ "$1" != 0 ] && [[ $sum == *' 0 failed'* ]]; then
        sum="dotnet test broke off with exit code $1; the reason is above."
    fi
    echo "$sum"
    exit "$1"
}

main "$@"
