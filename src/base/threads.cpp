#include "base/threads.hpp"

#include <omp.h>

namespace neurank {

int num_threads() { return omp_in_parallel() != 0 ? 1 : omp_get_max_threads(); }

}  // namespace neurank
