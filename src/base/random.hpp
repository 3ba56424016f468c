#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <span>
#include <string_view>
#include <vector>

#include "base/cast.hpp"
#include "base/index.hpp"

namespace neurank {

/// Random numbers that are the same on every platform: the engine is fixed by the standard, the distributions are ours.
class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// 64 random bits.
  std::uint64_t bits() { return engine_(); }

  /// Uniform in [0, 1), 53 random bits.
  double uniform() { return to_double(engine_() >> 11) * 0x1.0p-53; }

  /// Uniform in [low, high).
  float uniform(float low, float high) { return low + static_cast<float>(uniform()) * (high - low); }

  /// Uniform in [0, n), without bias. @pre n > 0
  std::uint64_t below(std::uint64_t n);

  /// Fisher-Yates.
  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  std::mt19937_64 engine_;
};

/// An independent seed for one purpose, e.g. derive_seed(seed, "shuffle/3").
std::uint64_t derive_seed(std::uint64_t seed, std::string_view purpose);

/// Independent standard normal numbers, two of each two uniform ones (Box & Muller 1958).
void fill_normal(std::span<float> numbers, Random& random);

/// k different numbers of [0, n) in ascending order. @pre 0 <= k <= n
std::vector<Index> sample_without_replacement(Index n, Index k, Random& random);

}  // namespace neurank
