#include "probe/head.hpp"

#include <cmath>

#include "base/random.hpp"

namespace neurank::probe {

Head uniform_start(Index labels, Index neurons, std::uint64_t seed) {
  Random random(seed);
  const float bound = 1.0f / std::sqrt(static_cast<float>(neurons));
  Head head{Matrix(labels, neurons), Vector(labels)};
  for (Index i = 0; i < head.weights.size(); ++i) head.weights.data()[i] = random.uniform(-bound, bound);
  for (Index i = 0; i < labels; ++i) head.bias[i] = random.uniform(-bound, bound);
  return head;
}

}  // namespace neurank::probe
