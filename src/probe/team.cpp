#include "probe/team.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <numeric>

#include "base/cast.hpp"

namespace neurank::probe {

std::vector<float> Team::of_all(float mine) const {
  std::vector<float> numbers(to_size(size()));
  numbers[to_size(member())] = mine;
  std::vector<Index> ends(numbers.size());
  std::iota(ends.begin(), ends.end(), Index{1});
  share(numbers, ends);
  return numbers;
}

float Team::largest(float mine) const { return std::ranges::max(of_all(mine)); }

bool Team::is_common(float mine) const {
  return std::ranges::all_of(of_all(mine), [&](float other) {
    return std::bit_cast<std::uint32_t>(other) == std::bit_cast<std::uint32_t>(mine);
  });
}

void Team::agree_if_any(const std::exception_ptr& mine) const {
  if (largest(mine ? 1.0f : 0.0f) > 0) agree(mine);
}

std::vector<Range> label_blocks(Index labels) {
  constexpr Index vector = 8;
  const Index count = std::max<Index>(1, (labels + labels_of_a_block - 1) / labels_of_a_block);
  const Index each = (labels + count * vector - 1) / (count * vector) * vector;
  std::vector<Range> blocks;
  for (Index begin = 0; begin < labels; begin += each) blocks.push_back({begin, std::min(labels, begin + each)});
  return blocks;
}

}  // namespace neurank::probe
