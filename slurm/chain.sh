#!/bin/bash
# Submits a grid as two jobs: the language models on the partition NEURANK_GPU_PARTITION, the probes when these are done,
# each put back into the queue as often as it takes. Prints both jobs' numbers.
#   slurm/chain.sh GRID.yaml OUTPUT_DIR [options of sbatch for both]
# Settings of the site: slurm/site.env, see site.env.example. From the project's folder.
set -euo pipefail
grid=${1:?GRID.yaml is missing} output=${2:?OUTPUT_DIR is missing}
shift 2
set -a
if [ -e "${NEURANK_SITE:-slurm/site.env}" ]; then source "${NEURANK_SITE:-slurm/site.env}"; fi
set +a
read -ra on_gpus <<<"${NEURANK_GPU_PARTITION:+--partition=$NEURANK_GPU_PARTITION} ${NEURANK_GPU_OPTIONS:-}"
extract=$(sbatch --parsable "$@" ${on_gpus[@]+"${on_gpus[@]}"} slurm/neurank.sbatch "$grid" "$output" --until extract)
probe=$(sbatch --parsable "$@" --dependency="afterok:$extract" slurm/neurank.sbatch "$grid" "$output")
echo "$extract $probe"
