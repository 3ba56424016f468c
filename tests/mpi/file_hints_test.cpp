#include "mpi/file_hints.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "base/error.hpp"
#include "mpi/together.hpp"
#include "support/expect_mentions.hpp"
#include "support/mpi_session.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::mpi {
namespace {

const FileHints hints = {{"cb_nodes", "1"}, {"striping_factor", "8"}};

TEST(FileHints, a_file_is_made_anew_and_stripes_are_not_taken_where_there_are_none) {
  const test::TestSession session;
  const Communicator& world = session.world();
  const test::ScratchFolder own;
  const std::filesystem::path folder = world.broadcast(own.path().string()), file = folder / "x.h5";
  on_root(world, [&] { std::ofstream(file) << "of before"; });
  const FileHints not_taken = create_with_hints(world, file, hints);
  if (world.handle() == nullptr) {
    EXPECT_EQ(not_taken, hints) << "without MPI";
    return;
  }
  EXPECT_TRUE(std::filesystem::exists(file));
  EXPECT_EQ(std::filesystem::file_size(file), 0u);
  EXPECT_FALSE(not_taken.contains("cb_nodes"));
  EXPECT_TRUE(not_taken.contains("striping_factor")) << "temporary files lie on no parallel file system";
  world.barrier();  // the folder goes with rank 0
}

TEST(FileHints, a_file_that_cannot_be_made_is_refused_on_all_ranks) {
  const test::TestSession session;
  if (session.world().handle() == nullptr) return;
  const test::ScratchFolder own;
  const std::filesystem::path folder = session.world().broadcast(own.path().string());
  const std::string refusal =
      test::refusal([&] { create_with_hints(session.world(), folder / "absent/x.h5", hints); }, Cause::input);
  EXPECT_MENTIONS(refusal, "absent/x.h5: MPI-IO cannot make the file");
  session.world().barrier();
}

}  // namespace
}  // namespace neurank::mpi
