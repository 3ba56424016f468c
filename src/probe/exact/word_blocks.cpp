#include "probe/exact/word_blocks.hpp"

#include <algorithm>

#include "base/cast.hpp"

namespace neurank::probe {
namespace {

/// The part of a member of what is cut into as many parts as there are members.
Range part_of(Index all, Index member, Index members) { return {all * member / members, all * (member + 1) / members}; }

std::vector<Index> ends_of(const Team& team, Index all, Index each) {
  std::vector<Index> ends;
  for (Index member = 0; member < team.size(); ++member) ends.push_back(each * part_of(all, member, team.size()).end);
  return ends;
}

}  // namespace

std::vector<Range> word_blocks(Index words, Index batch) {
  const Index batches = (words + batch - 1) / batch, count = std::min(batches, most_word_blocks);
  std::vector<Range> blocks;
  for (Index block = 0; block < count; ++block) {
    const Range part = part_of(batches, block, count);
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

Range labels_of_member(const Team& team, Index labels) { return part_of(labels, team.member(), team.size()); }

void share_labels(const Team& team, Head& head) {
  if (team.size() == 1) return;
  Matrix together(head.weights.rows(), head.weights.cols() + 1);
  together << head.weights, head.bias;
  team.share(std::span(together.data(), to_size(together.size())), ends_of(team, together.rows(), together.cols()));
  head = {together.leftCols(head.weights.cols()), together.rightCols<1>()};
}

}  // namespace neurank::probe
