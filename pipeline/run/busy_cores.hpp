#pragma once

#include <thread>
#include <vector>

#include "base/index.hpp"

namespace neurank::run {

/// Keeps cores as busy as other ranks would, as long as it exists: processors share caches, units that multiply and a
/// budget of power among cores, so that one that works alone is faster than it will be.
class BusyCores {
 public:
  explicit BusyCores(Index cores);

 private:
  std::vector<std::jthread> threads_;
};

}  // namespace neurank::run
