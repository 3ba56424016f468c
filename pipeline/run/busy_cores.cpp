#include "run/busy_cores.hpp"

#include "base/matrix.hpp"

namespace neurank::run {
namespace {

/// Multiplies small matrices until it is told to stop; by Eigen, which takes no thread but this one.
void multiply(const std::stop_token& token) {
  constexpr Index size = 192;
  const Matrix a = Matrix::Constant(size, size, 1e-3f);
  Matrix b = a, c = a;
  while (!token.stop_requested()) {
    c.noalias() = a.lazyProduct(b);
    b.swap(c);
  }
}

}  // namespace

BusyCores::BusyCores(Index cores) {
  for (Index core = 0; core < cores; ++core) threads_.emplace_back(multiply);
}

}  // namespace neurank::run
