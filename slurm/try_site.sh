#!/usr/bin/env bash
# Tries the container of slurm/neurank.def without Apptainer and without a registry, as a site whose nodes are no Debian would
# use it: runs the definition's own steps in bare folders of Debian 12, the second of which gets the package alone, and has
# mpirun of this machine start two ranks in there with config/tiny.yaml.
#   slurm/try_site.sh      as root, with debootstrap and mpirun; 10 minutes on two cores, and 4 GB under TMPDIR
# A neurank that is built here already, build/release/neurank, must find the same numbers.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${NEURANK_SITE_FOLDER:-}" ]; then # what is mounted goes with this process
  NEURANK_SITE_FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/neurank-site.XXXXXX")
  export NEURANK_SITE_FOLDER
  trap 'rm -rf --one-file-system "$NEURANK_SITE_FOLDER"' EXIT
  unshare --mount slurm/try_site.sh
  exit
fi
site=$NEURANK_SITE_FOLDER

# steps STAGE: the lines of %post of a stage of the definition
steps() { awk -v stage="$1" '/^Stage:/ { here = $2 } /^[^ ]/ { post = $1 == "%post"; next } post && here == stage && NF' slurm/neurank.def; }
# bare FOLDER: Debian 12 and nothing else
bare() {
  debootstrap --variant=minbase bookworm "$1" >"$site/log" || { tail -5 "$site/log" >&2; exit 1; }
  mount -t proc proc "$1/proc"
  for folder in dev sys; do mount --rbind "/$folder" "$1/$folder"; done
}
run_steps() { # STAGE FOLDER
  echo "== $1: $(steps "$1" | wc -l) steps of the definition"
  steps "$1" | chroot "$2" env HOME=/root /bin/sh -eux >"$site/log" 2>&1 || { tail -20 "$site/log" >&2; exit 1; }
}

bare "$site/build"
git clone --quiet --no-hardlinks . "$site/build/opt/neurank"
run_steps build "$site/build"
bare "$site/final"
cp "$site/build/opt/neurank.deb" "$site/final/opt"
run_steps final "$site/final"
echo "== the package: $(chroot "$site/final" dpkg-query --show --showformat='${Package} ${Version}' neurank)," \
  "$(du -sm --one-file-system "$site/final" | cut -f1) MB with Debian"

# Both sides see one /tmp: there the launcher meets its ranks.
mkdir "$site/run"
mount --bind "$site/run" "$site/final/mnt"
mount --bind /tmp "$site/final/tmp"
launch=(mpirun --oversubscribe --bind-to none -n 2)
if [ "$(id -u)" -eq 0 ]; then export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1; fi
export OMP_NUM_THREADS=1
"${launch[@]}" chroot "$site/final" neurank doctor --folder /mnt >"$site/doctor"
grep -E "^(MPI|ranks)" "$site/doctor"
grep -qE "^ranks: +2, 2 on this host" "$site/doctor" || { echo "FAILED: the ranks do not find one another" >&2; exit 1; }
"${launch[@]}" chroot "$site/final" neurank run /usr/share/neurank/config/tiny.yaml --output /mnt/inside 2>&1 | tail -1
[ -s "$site/run/inside/results.h5" ] || { echo "FAILED: no results" >&2; exit 1; }
if [ -x build/release/neurank ]; then
  "${launch[@]}" build/release/neurank run config/tiny.yaml --output "$site/run/outside" >"$site/log" 2>&1
  cmp "$site/run/inside/results.h5" "$site/run/outside/results.h5" && echo "results.h5 is the same inside and outside"
fi
