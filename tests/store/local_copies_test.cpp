#include "store/local_copies.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "base/files.hpp"
#include "store/activation_seal.hpp"
#include "store/sample_file.hpp"
#include "support/expect_mentions.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::store {
namespace {

namespace fs = std::filesystem;

const auto always = [] { return true; };

class Copies : public testing::Test {
 protected:
  Copies() { sample_.write_whole(file_); }

  /// Files and folders on the host's disk.
  std::size_t entries() const {
    return static_cast<std::size_t>(std::distance(fs::recursive_directory_iterator(disk_.path()), {}));
  }

  const test::ScratchFolder shared_, disk_;
  const fs::path file_ = shared_ / "x.h5";
  const test::SampleFile sample_;
};

TEST_F(Copies, one_copy_serves_all_processes_and_goes_with_the_last) {
  auto first = std::make_unique<LocalCopies>(disk_.path(), "run"),
       second = std::make_unique<LocalCopies>(disk_.path(), "run");
  EXPECT_FALSE(first->find(file_));
  const std::string said = first->fetch(file_, always);
  EXPECT_MENTIONS(said, file_.string());
  EXPECT_MENTIONS(said, "copied to");
  const auto copy = second->find(file_);
  ASSERT_TRUE(copy);
  EXPECT_EQ(read_file(*copy), read_file(file_));
  EXPECT_EQ(second->fetch(file_, always), "") << "it is there";

  EXPECT_EQ(sample_.first_wrong_row(ActivationReader(file_, *copy), {0, sample_.words}), -1);

  first.reset();
  EXPECT_TRUE(second->find(file_)) << "another process uses it";
  second.reset();
  EXPECT_EQ(entries(), 0u);
}

TEST_F(Copies, a_file_that_has_changed_since_has_none) {
  LocalCopies copies(disk_.path(), "run");
  copies.fetch(file_, always);
  ASSERT_TRUE(copies.find(file_));
  fs::remove(file_);
  sample_.write_whole(file_);
  fs::last_write_time(file_, fs::last_write_time(file_) + std::chrono::seconds(1));
  EXPECT_FALSE(copies.find(file_));
}

TEST_F(Copies, a_damaged_one_is_not_used_and_said_once) {
  std::fstream damaged(file_, std::ios::in | std::ios::out | std::ios::binary);
  damaged.seekp(-1000, std::ios::end);
  damaged << "other bytes";
  damaged.close();
  LocalCopies copies(disk_.path(), "run");
  const std::string said = copies.fetch(file_, always);
  EXPECT_MENTIONS(said, "not those that were written");
  EXPECT_MENTIONS(said, file_.string() + " is read where it is");
  EXPECT_FALSE(copies.find(file_));
  EXPECT_EQ(copies.fetch(file_, always), "");
}

TEST_F(Copies, a_disk_that_is_missing_is_said_once) {
  LocalCopies copies(disk_ / "absent", "run");
  EXPECT_MENTIONS(copies.fetch(file_, always), "no such folder");
  EXPECT_EQ(copies.fetch(file_, always), "");
  EXPECT_FALSE(copies.find(file_));
  EXPECT_FALSE(fs::exists(disk_ / "absent"));
}

TEST_F(Copies, copying_stops_when_asked_to) {
  LocalCopies copies(disk_.path(), "run");
  EXPECT_EQ(copies.fetch(file_, [] { return false; }), "");
  EXPECT_FALSE(copies.find(file_));
  copies.fetch(file_, always);
  EXPECT_TRUE(copies.find(file_));
}

TEST_F(Copies, what_a_killed_process_left_goes_with_the_next_of_any_run) {
  const pid_t child = fork();
  if (child == 0) {
    LocalCopies copies(disk_.path(), "killed");
    copies.fetch(file_, always);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_GE(entries(), 3u);
  const LocalCopies in_use(disk_.path(), "in use");
  EXPECT_EQ(entries(), 2u) << "its own folder and lock alone";
  const LocalCopies other(disk_.path(), "other");
  EXPECT_EQ(entries(), 4u) << "what is in use stays";
}

}  // namespace
}  // namespace neurank::store
