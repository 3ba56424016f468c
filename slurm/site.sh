# What all scripts here begin with: the site's settings, the program and how it is launched.   source slurm/site.sh
if [ -e "${NEURANK_SITE:-slurm/site.env}" ]; then source "${NEURANK_SITE:-slurm/site.env}"; fi
if [ -z "${NEURANK:-}" ]; then NEURANK=$([ -x build/release/neurank ] && echo build/release/neurank || echo neurank); fi
neurank=$NEURANK
read -ra launcher <<<"${NEURANK_LAUNCHER:-srun --mpi=pmix}"
export OMP_NUM_THREADS=${SLURM_CPUS_PER_TASK:-1}
export SRUN_CPUS_PER_TASK=$OMP_NUM_THREADS # srun no longer takes it from the job
export SLURM_PMIX_FENCE=${SLURM_PMIX_FENCE:-ring} # SLURM 22.05's own choice does not join the ranks of few nodes
