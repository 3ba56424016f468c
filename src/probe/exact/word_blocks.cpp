#include "probe/exact/word_blocks.hpp"

#include <algorithm>

#include "base/cast.hpp"

namespace neurank::probe {

Range part_of_member(Index all, Index member, Index members) {
  return {all * member / members, all * (member + 1) / members};
}

std::vector<Range> word_blocks(Index words, Index batch) {
  const Index batches = (words + batch - 1) / batch, count = std::min(batches, most_word_blocks);
  std::vector<Range> blocks;
  for (Index block = 0; block < count; ++block) {
    const Range part = part_of_member(batches, block, count);
    blocks.push_back({part.begin * batch, std::min(words, part.end * batch)});
  }
  return blocks;
}

void for_each_block(const Team& team, Index blocks, const std::function<void(Index block)>& compute,
                    const std::function<void(Index owner)>& hand_over, float common) {
  std::exception_ptr failure;
  for (Index first = 0; first < blocks; first += team.size()) {
    const Index mine = first + team.member();
    try {
      if (mine < blocks && !failure) compute(mine);
    } catch (...) {
      failure = std::current_exception();
    }
    for (Index block = first; block < std::min(blocks, first + team.size()); ++block) hand_over(block - first);
  }
  team.conclude(failure, common);
}

Range labels_of_member(const Team& team, Index labels) { return part_of_member(labels, team.member(), team.size()); }

void share_labels(const Team& team, std::span<const Index> ends, Vector& numbers) {
  const auto labels = to_index(ends.size()) - 1;
  std::vector<Index> ends_of_members;
  for (Index member = 0; member < team.size(); ++member)
    ends_of_members.push_back(ends[to_size(part_of_member(labels, member, team.size()).end)]);
  team.share(std::span(numbers.data(), to_size(numbers.size())), ends_of_members);
}

}  // namespace neurank::probe
