# Makes this machine ready to build: sourced by test.sh and sample.sh. All that has to be there is the .NET SDK; the rest are packages.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

require_sdk() {
    local got
    if ! command -v dotnet > /dev/null; then
        got='no dotnet on the PATH'
    elif ! dotnet --list-sdks | grep -Eq '^[1-9][0-9]+\.'; then
        got="only $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ' -)"
    else
        return 0
    fi
    fail ".NET SDK: expected 10.0 or later, got $got. Get it from https://dotnet.microsoft.com/download/dotnet/10.0"
}

# Restores the packages of a project or solution, once; further arguments go on to `dotnet restore`.
restore() {
    local output
    output=$(dotnet restore "$@" 2>&1) || fail "$(explain_restore "$output")"
}

# What a failed restore means for who runs it, after what dotnet said.
explain_restore() {
    printf '%s\n\n' "$1"
    if grep -Eq 'NU1301|NU1300|NU1801' <<< "$1"; then
        say 'Packages: expected a package feed that answers, got none. The first build loads about 0.6 GB, half of it TorchSharp-cpu and ONNX Runtime; later ones need no network.'
        say 'Connect this machine to nuget.org, or name a feed or a folder that has the packages in a nuget.config, then start again.'
    elif grep -Eq 'NU110[123]' <<< "$1"; then
        say "Packages: expected $(missing_packages "$1") on the feed, got an answer without. Name a feed that has them in a nuget.config; Directory.Packages.props has their versions."
    else
        say 'Packages: could not be restored; the reason is above.'
    fi
}

# The names in lines like: error NU1102: Unable to find package TorchSharp with version (>= 0.107.0)
missing_packages() { sed -En 's/.*NU110[123]: Unable to find (a stable )?package ([A-Za-z0-9._-]*[A-Za-z0-9]).*/\2/p' <<< "$1" | sort -u | paste -sd' ' -; }
