#include "probe/team.hpp"

#include <algorithm>
#include <numeric>

#include "base/cast.hpp"

namespace neurank::probe {

float Team::largest(float mine) const {
  std::vector<float> numbers(to_size(size()));
  numbers[to_size(member())] = mine;
  std::vector<Index> ends(numbers.size());
  std::iota(ends.begin(), ends.end(), Index{1});
  share(numbers, ends);
  return *std::max_element(numbers.begin(), numbers.end());
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
