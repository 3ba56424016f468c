#pragma once

namespace neurank {

/// Threads of a parallel region that this thread would open now: 1 inside of another one.
int num_threads();

}  // namespace neurank
