#include "cli/placement.hpp"

#include <gtest/gtest.h>

namespace neurank::cli {
namespace {

Placement host(int cores, int ranks, int bound) {
  Placement placement;
  placement.cores = cores;
  placement.ranks_here = ranks;
  placement.bound_cores = bound;
  return placement;
}

TEST(Placement, threads_are_as_asked_else_as_given_else_the_share_of_the_cores) {
  EXPECT_EQ(choose_threads(3, 4, host(16, 2, 16)), 3);
  EXPECT_EQ(choose_threads(0, 4, host(16, 2, 16)), 4);
  EXPECT_EQ(choose_threads(0, 0, host(16, 2, 16)), 8);
  EXPECT_EQ(choose_threads(0, 0, host(2, 4, 2)), 1) << "more ranks than cores";
}

TEST(Placement, a_bound_rank_gets_no_more_threads_than_cores) {
  EXPECT_EQ(choose_threads(0, 0, host(16, 2, 1)), 1);
  EXPECT_EQ(choose_threads(0, 8, host(16, 2, 4)), 4);
}

TEST(Placement, warns_when_cores_lie_idle_or_threads_compete) {
  Placement placement = host(16, 2, 8);
  placement.threads = 8;
  EXPECT_EQ(placement_warning(placement), "");
  placement.bound_cores = 1;
  EXPECT_NE(placement_warning(placement).find("bound to 1 cores"), std::string::npos);
  placement.threads = 1;
  EXPECT_NE(placement_warning(placement).find("PE=8"), std::string::npos);
  placement = host(16, 2, 16);
  placement.threads = 12;
  EXPECT_NE(placement_warning(placement).find("compete"), std::string::npos);
}

}  // namespace
}  // namespace neurank::cli
