#!/usr/bin/env bash
# Installs what building and running neurank needs on Debian 12, and the packages named as arguments, as far as they are
# missing. Needs no network when nothing is. As root, or through sudo.
set -euo pipefail

packages=(
  g++ cmake ninja-build git
  libtorch-dev libopenblas0-openmp libblas-dev libeigen3-dev
  libopenmpi-dev openmpi-bin libhdf5-openmpi-dev
  libboost-program-options-dev libyaml-cpp-dev nlohmann-json3-dev libicu-dev libssl-dev libarchive-dev
  libsentencepiece-dev
  gnuplot-nox
  "$@"
)

missing=()
for package in "${packages[@]}"; do
  dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "neurank: these packages are missing and need root to install: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "neurank: installing ${missing[*]}" >&2
"${as_root[@]}" apt-get update -q >&2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >&2
