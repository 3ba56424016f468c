#include "probe/team.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"

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

void Team::conclude(const std::exception_ptr& mine, float common) const {
  const float failed = std::numeric_limits<float>::infinity();
  const std::vector<float> found = of_all(mine ? failed : common);
  if (std::ranges::find(found, failed) != found.end()) agree(mine);
  const auto bits = [](float number) { return std::bit_cast<std::uint32_t>(number); };
  if (std::ranges::any_of(found, [&](float other) { return bits(other) != bits(common); }))
    throw input_error("the ranks that share a head compute it with different bits",
                      "run them on processors of one make");
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
