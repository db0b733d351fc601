# Makes this machine ready to build: sourced by test.sh and sample.sh, which then call `set_up "$@"` with their own arguments.
# It finds out once which stack (see eng/Stack.props) the machine can have, remembers that in artifacts/stack.props, and for the compat stack
# installs what the native shim needs and compiles it. Where all is done already it does nothing and says nothing.
# Afterwards $stack is nuget or compat. To ask the package feed again, delete artifacts/stack.props.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
remembered=$root/artifacts/stack.props
probe_seconds=${PROBE_SECONDS:-120}

set_up() {
    require_sdk
    choose_stack "$@"
    if [ "$stack" = compat ]; then
        install_native_packages
        build_native_shim
    fi
}

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

# The value of an MSBuild property: from the arguments (-p:NAME=VALUE), else from the environment.
property() {
    local name=$1 value=${!1-} argument
    shift
    for argument; do
        case $argument in
            -p:"$name"=* | /p:"$name"=* | --property:"$name"=* | -property:"$name"=*) value=${argument#*=} ;;
        esac
    done
    printf '%s' "$value"
}

choose_stack() {
    local packages
    stack=$(property MlStack "$@")
    packages=$(property LocalPackages "$@")
    case $stack in
        '') ;;
        nuget | compat) [ -f "$remembered" ] || remember "$packages"; return 0 ;;
        *) fail "MlStack: expected 'nuget' or 'compat', got '$stack'. Pass -p:MlStack=nuget or -p:MlStack=compat, or neither: then the feed is asked." ;;
    esac
    if [ -f "$remembered" ]; then
        stack=$(sed -n 's/.*<MlStack[^>]*>\(.*\)<\/MlStack>.*/\1/p' "$remembered")
    else
        probe_feed "$packages"
        remember "$packages"
    fi
}

remember() {
    mkdir -p "$root/artifacts"
    {
        echo '<Project>'
        echo '  <!-- Written by eng/setup.sh; delete it to have the package feed asked again. -->'
        echo '  <PropertyGroup>'
        echo "    <MlStack Condition=\"'\$(MlStack)' == ''\">$stack</MlStack>"
        [ -z "$1" ] || echo "    <LocalPackages Condition=\"'\$(LocalPackages)' == ''\">$(escape_xml "$1")</LocalPackages>"
        echo '  </PropertyGroup>'
        echo '</Project>'
    } > "$remembered"
}

escape_xml() { sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g' <<< "$1"; }

# A path as a property's value on MSBuild's command line.
escape_property() { sed 's/%/%25/g; s/;/%3B/g; s/,/%2C/g' <<< "$1"; }

# Restores a throw-away project that wants the genuine packages. "No such package" is an answer; any other failure is not, and is reported as such.
probe_feed() {
    local directory=$root/artifacts/probe output code=0
    if [ "$(uname -sm)" = 'Linux aarch64' ]; then
        stack=compat
        say 'Stack: compat, because TorchSharp has no native package for linux-arm64.'
        return 0
    fi
    say 'Asking the package feed for TorchSharp and Microsoft.ML (once) ...'
    mkdir -p "$directory"
    cat > "$directory/probe.csproj" <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
  <Import Project="$(RepositoryRoot)eng/Stack.props" />
  <ItemGroup>
    <PackageReference Include="TorchSharp" Version="$(TorchSharpVersion)" />
    <PackageReference Include="Microsoft.ML" Version="$(MicrosoftMLVersion)" />
  </ItemGroup>
</Project>
PROJECT
    output=$(timeout "$probe_seconds" dotnet restore "$directory/probe.csproj" -p:RepositoryRoot="$(escape_property "$root/")" -p:LocalPackages="$1" \
        -p:ImportDirectoryBuildProps=false -p:ImportDirectoryBuildTargets=false -p:ImportDirectoryPackagesProps=false 2>&1) || code=$?
    rm -rf "$directory"
    judge_probe "$code" "$output"
}

# From the probe's exit code and output to $stack.
judge_probe() {
    local reason
    stack=compat
    if [ "$1" = 0 ]; then
        stack=nuget
        say 'Stack: nuget, the feed has the genuine packages.'
    elif grep -Eq 'NU110[123]' <<< "$2"; then
        say 'Stack: compat, the feed does not have the genuine packages.'
    else
        [ "$1" = 124 ] && reason="no answer within $probe_seconds s" || reason=$(grep -m1 -E 'error' <<< "$2" | sed 's/.*error/error/')
        say "Stack: compat, because the feed could not be asked (${reason:-exit code $1}). To ask again: rm artifacts/stack.props"
    fi
}

# What the shims need and this machine lacks, as Debian calls it. Who names a libtorch (TORCH_DIR) has one.
missing_packages() {
    command -v cmake > /dev/null || echo cmake
    command -v g++ > /dev/null || echo g++
    command -v make > /dev/null || echo make
    is_installed libjpeg-dev || has_header jpeglib.h || echo libjpeg-dev
    is_installed libpng-dev || has_header png.h || echo libpng-dev
    [ -z "${TORCH_DIR:-}" ] || return 0
    local package
    for package in libtorch-dev libopenblas0-openmp; do
        is_installed "$package" || echo "$package"
    done
}

is_installed() { dpkg-query -W -f '${Status}' "$1" 2> /dev/null | grep -q 'ok installed'; }
has_header() { g++ -E -x c++ - > /dev/null 2>&1 <<< "#include <cstdio>"$'\n'"#include <$1>"; }

install_native_packages() {
    local missing as_root='' log=$root/artifacts/apt.log
    missing=$(missing_packages | paste -sd' ' -)
    [ -n "$missing" ] || return 0
    command -v apt-get > /dev/null \
        || fail "The compat stack needs: $missing. There is no apt-get here: install them your way, and set TORCH_DIR=/path/to/libtorch (1.13 or later)."
    if [ "$(id -u)" != 0 ]; then
        sudo -n true 2> /dev/null || fail "The compat stack needs: $missing. Run this once, then start again: sudo apt-get update && sudo apt-get install -y $missing"
        as_root='sudo -n'
    fi
    say "Installing $missing with apt-get (once) ..."
    mkdir -p "$root/artifacts"
    # Lists may be old or absent on a fresh machine; where they cannot be had, the install says what is wrong.
    $as_root apt-get update > "$log" 2>&1 || true
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing >> "$log" 2>&1 \
        || { cat "$log" >&2; fail "apt-get could not install: $missing. What it said is above."; }
}

build_native_shim() {
    [ -d "$root/compat/TorchSharp/native" ] || return 0
    "$root/eng/build-native.sh" "$root/artifacts/native" torch --if-stale
}
