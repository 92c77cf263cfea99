#!/usr/bin/env bash
# Installs what tepid's build needs and this machine lacks; says what is missing where it cannot.
#   scripts/install-dependencies.sh           for building and running
#   scripts/install-dependencies.sh --tests   also the Python environment .venv for the tests
#   scripts/install-dependencies.sh --fuzz    also clang 14 with libFuzzer
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'tepid: %s\n' "$*" >&2; }

packages=(g++ cmake ninja-build ccache libfmt-dev libeigen3-dev libhwy-dev nlohmann-json3-dev libcli11-dev
          zlib1g-dev libzstd-dev libcsv-dev catch2 libbenchmark-dev)
[[ "${1:-}" == --tests ]] && packages+=(python3 python3-venv python3-dev prometheus)
[[ "${1:-}" == --fuzz ]] && packages+=(clang-14 libclang-rt-14-dev)

# Any version of a package that owns the file will do for Boost: distributions number the package.
boost_is_there() {
  local header=/usr/include/boost/version.hpp
  [[ -f $header ]] && (( $(awk '/#define BOOST_VERSION /{print $3}' "$header") >= 108100 ))
}

# What is on the PATH already need not be the distribution's.
provided() {
  case $1 in
    g++ | cmake | ccache | python3) command -v "$1" >/dev/null ;;
    ninja-build) command -v ninja >/dev/null ;;
    python3-venv) python3 -c 'import venv, ensurepip' 2>/dev/null ;;
    python3-dev) python3 -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_paths()["include"], "Python.h")))' 2>/dev/null ;;
    *) false ;;
  esac
}

missing=()
for package in "${packages[@]}"; do
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true) == installed ]] ||
    provided "$package" || missing+=("$package")
done

if ((${#missing[@]})) || ! boost_is_there; then
  if ! command -v apt-get >/dev/null; then
    boost_is_there || missing+=("boost (1.81 or newer)")
    say "these are missing and there is no apt-get to install them: ${missing[*]}"
    say "install them with your system's package manager, then run this again"
    exit 1
  fi
  root=()
  if (($(id -u) != 0)); then
    command -v sudo >/dev/null || { say "run as root: apt-get install ${missing[*]} libboost-dev"; exit 1; }
    root=(sudo)
  fi
  say "installing ${missing[*]:-Boost} with apt-get"
  "${root[@]}" apt-get update -qq
  if ! boost_is_there; then
    version=$(apt-cache policy libboost-dev | awk '/Candidate:/{print $2}')
    if dpkg --compare-versions "$version" ge 1.81; then missing+=(libboost-dev); else missing+=(libboost1.81-dev); fi
  fi
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

version=$(cmake --version | awk 'NR==1{print $3}')
if [[ $(printf '%s\n3.25\n' "$version" | sort -V | head -n1) != 3.25 ]]; then
  say "cmake $version is too old: tepid needs 3.25 (Debian 12, Ubuntu 24.04 or newer)"
  exit 1
fi

if [[ "${1:-}" == --tests ]]; then
  requirements=bindings/python/requirements-test.txt
  stamp=.venv/installed
  if [[ ! -f $stamp ]] || ! cmp -s "$requirements" "$stamp"; then
    say "preparing the Python environment .venv"
    python3 -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check -r "$requirements"
    cp "$requirements" "$stamp"
  fi
fi
