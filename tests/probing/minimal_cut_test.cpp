#include "probing/minimal_cut.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "analysis/minimal_plan.hpp"
#include "analysis/minimal_search.hpp"

namespace neurank::probing {
namespace {

constexpr double small_head = 2e11, large_head = 1.7e13, huge_head = 4.7e14, most = 3e13;

MinimalScope scope_of(double head_flops) {
  return {.neurons = 9984,
          .deltas = {0.5, 1, 2},
          .draws = 5,
          .control = true,
          .head_flops = head_flops,
          .unit_operations = most,
          .keep = {0.1, 0.2}};
}

/// Every slice of every wave, as often as parts have it.
std::map<std::pair<std::size_t, std::size_t>, int> slices_of(const std::vector<SearchPart>& parts) {
  std::map<std::pair<std::size_t, std::size_t>, int> count;
  for (const SearchPart& part : parts)
    for (std::size_t wave = part.first_wave; wave < part.end_wave; ++wave) ++count[{wave, part.slice}];
  return count;
}

TEST(MinimalCut, a_small_search_is_one_unit_and_a_large_one_is_cut_by_waves_and_heads) {
  EXPECT_EQ(cut_search_of_top(scope_of(small_head)).size(), 1u);
  const std::size_t waves = analysis::max_waves(9984), coarse = analysis::coarse_waves(9984).size();
  const auto large = cut_search_of_top(scope_of(large_head)), huge = cut_search_of_top(scope_of(huge_head));
  EXPECT_GT(large.size(), waves);
  EXPECT_GT(huge.size(), large.size());
  for (const auto* parts : {&large, &huge}) {
    const auto slices = slices_of(*parts);
    for (const SearchPart& part : *parts) EXPECT_EQ(part.end_wave, part.first_wave + 1);
    for (const auto& [slice, times] : slices) EXPECT_EQ(times, 1);
    for (std::size_t wave = 0; wave < waves; ++wave) EXPECT_TRUE(slices.contains({wave, 0}));
  }
  EXPECT_EQ(slices_of(huge).count({coarse, 8}), 1u) << "three sizes for each of three deltas, each by itself";
  EXPECT_EQ(slices_of(huge).count({coarse, 9}), 0u);
}

TEST(MinimalCut, rivals_cover_every_slot_of_every_kind_once) {
  for (const double head : {small_head, large_head, huge_head}) {
    std::map<std::pair<analysis::Kept, Index>, std::set<std::size_t>> slots;
    for (const Rivals& rivals : cut_rivals(scope_of(head)))
      for (std::size_t slot = rivals.first_slot; slot < rivals.end_slot; ++slot)
        EXPECT_TRUE((slots[{rivals.neurons, rivals.draw}].insert(slot).second));
    ASSERT_EQ(slots.size(), 7u) << "bottom, top, five draws";
    EXPECT_EQ((slots[{analysis::Kept::bottom, 0}].size()), 4u);
    EXPECT_EQ((slots[{analysis::Kept::top, 0}].size()), 8u) << "task and control";
    EXPECT_EQ((slots[{analysis::Kept::random, 5}].size()), 8u) << "task and control";
  }
  EXPECT_EQ(cut_rivals(scope_of(small_head)).size(), 7u);
  EXPECT_EQ(cut_rivals(scope_of(huge_head)).size(), 4u + (2 + 4) + 5 * 8)
      << "a unit a slot, but for those that the search has: one";
  MinimalScope plain = scope_of(small_head);
  plain.control = false;
  EXPECT_EQ(cut_rivals(plain).size(), 7u);
}

TEST(MinimalCut, rivals_have_the_sizes_of_masked_heads_for_the_task) {
  using analysis::Kept, analysis::Labels;
  const MinimalScope scope = scope_of(small_head);
  using Sizes = std::vector<Index>;
  EXPECT_EQ(fixed_sizes(Labels::task, Kept::random, scope), (Sizes{99, 199, 499, 998, 1996}));
  EXPECT_EQ(fixed_sizes(Labels::control, Kept::random, scope), (Sizes{99, 199, 499, 998}));
  EXPECT_EQ(fixed_sizes(Labels::task, Kept::top, scope), Sizes{1996}) << "every search tries the others";
}

TEST(MinimalCut, names_are_unique) {
  for (const double head : {small_head, large_head, huge_head}) {
    std::set<std::string> names;
    for (const SearchPart& part : cut_search_of_top(scope_of(head))) EXPECT_TRUE(names.insert(part.name()).second);
    for (const Rivals& rivals : cut_rivals(scope_of(head))) EXPECT_TRUE(names.insert(rivals.name()).second);
  }
}

TEST(MinimalCut, no_unit_has_more_than_a_unit_may_unless_it_is_one_head) {
  const MinimalScope scope = scope_of(large_head);
  for (const SearchPart& part : cut_search_of_top(scope))
    EXPECT_LE(expected_heads(part, typical_waves(scope)).shares * large_head, most) << part.name();
  for (const Rivals& rivals : cut_rivals(scope))
    EXPECT_LE(expected_heads(rivals, scope).shares * large_head, most) << rivals.name();
}

TEST(ExpectedHeads, are_those_of_sets_of_typical_size) {
  const MinimalScope scope = scope_of(1);
  const auto rivals = cut_rivals(scope);
  const SubsetCount bottom = expected_heads(rivals.front(), scope);
  EXPECT_DOUBLE_EQ(bottom.heads, 5 + 3) << "fixed sizes, and a set for each delta";
  EXPECT_NEAR(bottom.shares, 0.18 + 0.2 + typical_share(0.5) + typical_share(1) + typical_share(2), 1e-3);
  EXPECT_EQ(typical_share(0), 1) << "all neurons, for which there is no rival";

  SubsetCount search;
  for (const SearchPart& part : cut_search_of_top(scope)) {
    search.heads += expected_heads(part, typical_waves(scope)).heads;
    search.shares += expected_heads(part, typical_waves(scope)).shares;
  }
  EXPECT_GT(search.heads, 9 + 2 + 1 + 1) << "coarse sizes up to 40 %, and some fine ones";
  EXPECT_LT(search.heads, 9 + 2 + 1 + 1 + 3 * 10);
  EXPECT_GT(search.shares, 0.29 + 0.35 + 0.3 + 0.4);
}

}  // namespace
}  // namespace neurank::probing
