#include "base/random.hpp"

#include <cmath>
#include <numbers>
#include <numeric>

#include "base/error.hpp"

namespace neurank {

std::uint64_t Random::below(std::uint64_t n) {
  NEURANK_EXPECT(n > 0);
  std::uint64_t value = engine_();
  if (value > UINT64_MAX - n) [[unlikely]] {  // rejecting what is left over keeps it unbiased; below, there is none
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % n;
    while (value >= limit) value = engine_();
  }
  return value % n;
}

std::uint64_t derive_seed(std::uint64_t seed, std::string_view purpose) {
  std::uint64_t hash = 0xcbf29ce484222325u ^ seed;  // FNV-1a over the purpose
  for (unsigned char byte : purpose) hash = (hash ^ byte) * 0x100000001b3u;
  hash += 0x9e3779b97f4a7c15u;  // SplitMix64's finaliser spreads neighbouring seeds
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
  return hash ^ (hash >> 31);
}

void fill_normal(std::span<float> numbers, Random& random) {
  for (std::size_t i = 0; i < numbers.size(); i += 2) {
    const double length = std::sqrt(-2 * std::log(1 - random.uniform()));
    const double angle = 2 * std::numbers::pi * random.uniform();
    numbers[i] = static_cast<float>(length * std::cos(angle));
    if (i + 1 < numbers.size()) numbers[i + 1] = static_cast<float>(length * std::sin(angle));
  }
}

std::vector<Index> sample_without_replacement(Index n, Index k, Random& random) {
  NEURANK_EXPECT(0 <= k && k <= n);
  std::vector<Index> items(n);
  std::iota(items.begin(), items.end(), Index{0});
  random.shuffle(items);
  items.resize(k);
  std::sort(items.begin(), items.end());
  return items;
}

}  // namespace neurank
