#!/bin/bash
# Submits a grid as an array of jobs, one a model, each with a folder OUTPUT_DIR.parts/MODEL, and a job that puts these
# together in OUTPUT_DIR when all are done. Prints the numbers of the array and of that job.
#   slurm/array.sh GRID.yaml OUTPUT_DIR [options of sbatch for all]
# Settings of the site: slurm/site.env, see site.env.example. From the project's folder.
set -euo pipefail
grid=${1:?GRID.yaml is missing} output=${2:?OUTPUT_DIR is missing}
shift 2
set -a
source slurm/site.sh
set +a
names=$("$neurank" plan "$grid" --models)
mapfile -t models <<<"$names"
array=$(sbatch --parsable "$@" --array="0-$((${#models[@]} - 1))" slurm/array.sbatch "$grid" "$output" "${models[@]}")
merge=$(sbatch --parsable "$@" --ntasks=1 --dependency="afterok:$array" slurm/merge.sbatch "$output" "${models[@]/#/$output.parts/}")
echo "$array $merge"
