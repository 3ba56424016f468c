#include "probe/penalty_chain.hpp"

#include <gtest/gtest.h>

#include <set>

#include "probe/penalty_search.hpp"

namespace neurank::probe {
namespace {

TEST(PenaltyChain, of_the_default_search_has_42_heads) {
  const auto chains = penalty_chains({});
  ASSERT_EQ(chains.size(), 6u);
  for (const auto& chain : chains) EXPECT_EQ(chain.l1, (std::vector<double>{0, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1}));
  EXPECT_EQ(chains[0].l2, 0);
  EXPECT_EQ(chains[1].l2, 1e-5);
}

TEST(PenaltyChain, covers_every_pair_of_any_search_once) {
  PenaltySearch search;
  for (const auto& [l1, l2] : {std::pair<std::vector<double>, std::vector<double>>{{0.1}, {0.2}},
                               {{1e-3, 1e-4}, {1e-3, 1e-4}},
                               {{5, 1e-9, 0}, {1e-6}}}) {
    search.l1 = l1, search.l2 = l2;
    std::multiset<std::pair<double, double>> trained;
    for (const auto& chain : penalty_chains(search)) {
      EXPECT_TRUE(std::is_sorted(chain.l1.begin(), chain.l1.end()));
      for (const double value : chain.l1) trained.insert({value, chain.l2});
    }
    for (const Penalty& pair : search_grid(search)) {
      const Penalty head = representative(pair);
      EXPECT_EQ(trained.count({head.l1, head.l2}), 1u) << pair.l1 << " " << pair.l2;
    }
    EXPECT_EQ(trained.count({0, 0}), 1u) << "for comparison";
  }
}

TEST(PenaltyChain, links_take_three_tenths_of_the_epochs) {
  EXPECT_EQ(link_epochs(10), 3);
  EXPECT_EQ(link_epochs(1), 1);
  EXPECT_EQ(link_epochs(4), 2);
}

}  // namespace
}  // namespace neurank::probe
