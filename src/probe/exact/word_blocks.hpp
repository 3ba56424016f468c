#pragma once

#include <functional>
#include <span>
#include <vector>

#include "probe/head.hpp"
#include "probe/team.hpp"

namespace neurank::probe {

/// Blocks that words are cut into at most: so many members of a team can share a head's passes.
constexpr Index most_word_blocks = 16;

/// Blocks of consecutive words, each of about equally many whole mini-batches. Sums over words are formed block by
/// block and added up in the blocks' order: they have the same bits whoever forms which. Pure. @param batch at least 1
std::vector<Range> word_blocks(Index words, Index batch);

/// The members of a team take blocks by turns: each computes one, then all hear in the blocks' order whose the next is.
/// By all members; what one of them throws, all throw at the end. @param common what is the same on all members
void for_each_block(const Team& team, Index blocks, const std::function<void(Index block)>& compute,
                    const std::function<void(Index owner)>& hand_over, float common = 0);

/// The part of a member of what is cut into as many parts as there are members. Pure.
Range part_of_member(Index all, Index member, Index members);

/// Each member's labels of so many.
Range labels_of_member(const Team& team, Index labels);

/// Each member has set the numbers of its labels and gets those of the others.
/// @param ends [L + 1] where each label's numbers begin, and the last one's end
void share_labels(const Team& team, std::span<const Index> ends, Vector& numbers);

}  // namespace neurank::probe
