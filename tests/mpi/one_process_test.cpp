#include <gtest/gtest.h>

#include <cstdlib>

#include "base/error.hpp"
#include "mpi/session.hpp"
#include "support/expect_mentions.hpp"
#include "support/mpi_session.hpp"
#include "support/refusal.hpp"

namespace neurank::mpi {
namespace {

TEST(OneProcess, is_rank_0_of_1_and_mpi_is_not_started) {
  const test::TestSession session;
  const Communicator& world = session.world();
  EXPECT_EQ(world.rank(), 0);
  EXPECT_EQ(world.size(), 1);
  EXPECT_EQ(world.handle(), nullptr);
  EXPECT_EQ(ranks_on_this_host(world), 1);
  EXPECT_NE(library_description().find(", not started"), std::string::npos) << library_description();
}

TEST(OneProcess, collectives_return_what_they_are_given) {
  const Communicator world;
  world.barrier();
  EXPECT_EQ(world.broadcast("x"), "x");
  EXPECT_EQ(world.gather("y"), std::vector<std::string>{"y"});
  EXPECT_TRUE(world.all(true));
  EXPECT_FALSE(world.all(false));
}

TEST(OneProcess, messages_to_itself_arrive_in_order_and_by_tag) {
  const Communicator world;
  const Communicator copy = world;
  EXPECT_FALSE(world.poll(1).has_value());
  world.send(0, 1, "a");
  world.send(0, 2, "other tag");
  world.send(0, 1, "b");
  EXPECT_EQ(copy.poll(1)->text, "a");
  EXPECT_EQ(copy.poll(1)->text, "b");
  EXPECT_FALSE(copy.poll(1).has_value());
  EXPECT_EQ(copy.poll(2)->text, "other tag");
}

TEST(OneProcess, refuses_to_be_one_of_several_that_mpi_does_not_connect) {
  setenv("SLURM_STEP_NUM_TASKS", "4", 1);
  EXPECT_MENTIONS(test::refusal([] { const test::TestSession session; }, Cause::usage), "started 4 processes");
  unsetenv("SLURM_STEP_NUM_TASKS");
}

TEST(OneProcess, abort_ends_with_the_code) {
  EXPECT_EXIT(test::TestSession().abort(7), testing::ExitedWithCode(7), "");
}

}  // namespace
}  // namespace neurank::mpi
