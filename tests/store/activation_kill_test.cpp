#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "base/error.hpp"
#include "base/files.hpp"
#include "store/sample_file.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::store {
namespace {

using test::SampleFile;
using test::ScratchFolder;

/// Writes the shards that `is_done` does not know, completes the file and compares every byte with a file that was
/// written without any trouble.
template <class IsDone>
void expect_resumable(const SampleFile& sample, const ScratchFolder& folder, const IsDone& is_done) {
  {
    ActivationWriter writer(folder / "a.h5", {});
    for (Index shard = 0; shard < sample.num_shards(); ++shard)
      if (!is_done(shard)) sample.write_shard(writer, shard);
  }
  complete_activation_file(folder / "a.h5");
  sample.write_whole(folder / "undisturbed.h5");
  EXPECT_TRUE(read_file(folder / "a.h5") == read_file(folder / "undisturbed.h5"));
  EXPECT_EQ(sample.first_wrong_row(ActivationReader(folder / "a.h5"), {0, sample.words}), -1);
}

/// Writes the first shards in a process that dies without closing anything.
void write_and_die(const SampleFile& sample, const std::filesystem::path& path, Index shards) {
  const pid_t child = fork();
  if (child == 0) {
    ActivationWriter writer(path, {});
    for (Index shard = 0; shard < shards; ++shard) sample.write_shard(writer, shard);
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

TEST(ActivationKill, shards_outlive_a_killed_process) {
  const SampleFile sample;
  for (const Index shards : {Index{0}, Index{1}, Index{4}, sample.num_shards()}) {
    const ScratchFolder folder;
    sample.create(folder / "a.h5");
    write_and_die(sample, folder / "a.h5", shards);
    expect_resumable(sample, folder, [&](Index shard) { return shard < shards; });
  }
}

TEST(ActivationKill, opening_and_closing_changes_no_byte) {
  const SampleFile sample;
  const ScratchFolder folder;
  sample.create(folder / "a.h5");
  const std::string before = read_file(folder / "a.h5");
  { const ActivationWriter writer(folder / "a.h5", {}); }
  EXPECT_TRUE(read_file(folder / "a.h5") == before);
}

TEST(ActivationKill, shards_outlive_a_killed_rank) {
  SampleFile sample;
  sample.words = 2000, sample.testing.end = 2000;
  const ScratchFolder folder;
  sample.create(folder / "a.h5");
  // Every rank notes its finished shards as files done-<shard>; rank 1 kills itself, and mpirun then ends the others.
  const std::string command = NEURANK_MPIRUN " -n 3 " NEURANK_KILLED_WRITER " " + folder.path().string();
  ASSERT_NE(std::system((command + " > /dev/null 2>&1").c_str()), 0);
  const auto is_done = [&](Index shard) { return std::filesystem::exists(folder / ("done-" + std::to_string(shard))); };
  Index done = 0;
  for (Index shard = 0; shard < sample.num_shards(); ++shard) done += is_done(shard);
  EXPECT_GE(done, 3);
  EXPECT_LT(done, sample.num_shards());
  expect_resumable(sample, folder, is_done);
}

}  // namespace
}  // namespace neurank::store
