# shellcheck shell=bash
# SPDX-License-Identifier: EUPL-1.2
# The one list of Debian 12 packages, and how they are installed. Sourced by deploy/run and tests/run.

# shellcheck disable=SC2034  # used by the scripts that source this one

# To run a binary that is built elsewhere, these are enough.
run_packages=(redis-server libhiredis0.14 libre2-9 libprometheus-cpp-core1.0 libdate-tz3 tzdata
    libtcmalloc-minimal4 liblemon1.3.1)

# To build it, on top.
build_packages=(
    clang-19 lld-19 cmake ninja-build ccache pkg-config python3 python3-yaml
    libboost1.81-dev libssl-dev libhiredis-dev libre2-dev nlohmann-json3-dev prometheus-cpp-dev
    libhowardhinnant-date-dev libcli11-dev libtomlplusplus-dev libgoogle-perftools-dev
    liblemon-dev
)

# To test it, on top.
test_packages=(
    libclang-rt-19-dev llvm-19 libgtest-dev libgmock-dev curl redis-tools coinor-cbc
    python3-pytest python3-hypothesis python3-jsonschema python3-redis prometheus
)

# To test the dashboard, on top.
browser_packages=(chromium fonts-dejavu-core)

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() {
    say "$*"
    exit 1
}

# Prints those of its arguments that are not installed. Elsewhere than on Debian it cannot know.
missing_packages() {
    local package
    command -v dpkg-query >/dev/null || return 0
    for package in "$@"; do
        [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] ||
            printf '%s\n' "$package"
    done
}

# Installs what is missing of its arguments, or stops with the line to type.
install_missing() {
    local -a missing as_root=()
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    local -r by_hand="install them with: apt-get install ${missing[*]}"
    say "missing packages: ${missing[*]}"
    [[ ${ECHEANCE_NO_INSTALL:-} != 1 ]] || die "ECHEANCE_NO_INSTALL=1 forbids installing; $by_hand"
    if ((EUID != 0)); then
        sudo -n true 2>/dev/null || die "neither root nor a sudo without password; $by_hand"
        as_root=(sudo -n)
    fi
    say "installing ${#missing[@]} packages, a minute or two"
    local log
    log=$(mktemp)
    if ! { "${as_root[@]}" apt-get -q -o DPkg::Lock::Timeout=300 update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get -qy -o DPkg::Lock::Timeout=300 \
            --no-install-recommends install "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        die "apt-get failed, see above; $by_hand"
    fi
    rm -f "$log"
}

# build_preset PRESET TARGET... compiles the targets from the root, at most two jobs at once. When
# nothing has changed it takes a fraction of a second.
build_preset() {
    local -r preset=$1 folder=build/$1
    shift
    # ccache and a precompiled header agree only when told so.
    export CCACHE_SLOPPINESS=pch_defines,time_macros
    export NINJA_STATUS="[%f/%t, %es] "
    if [[ ! -f $folder/build.ninja || CMakePresets.json -nt $folder/build.ninja ]] ||
        ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" "$folder/CMakeCache.txt"; then
        say "configuring $folder"
        # pyenv and the like may hide Debian's Python and its modules.
        cmake --fresh --preset "$preset" -DPython3_EXECUTABLE=/usr/bin/python3 \
            --log-level=WARNING >&2
    fi
    say "building $folder: $*"
    ninja -C "$folder" -j 2 "$@" >&2
}
