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
#include "support/refusal.hpp"
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
  EXPECT_TRUE(test::error_of([&] { copies.fetch(file_, [] { return false; }); }));
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

TEST_F(Copies, a_folder_that_others_removed_is_said) {
  LocalCopies copies(disk_.path(), "run");
  for (const auto& folder : fs::directory_iterator(disk_.path())) fs::remove_all(folder);
  EXPECT_MENTIONS(copies.fetch(file_, always), "was removed by others");
  EXPECT_EQ(copies.fetch(file_, always), "");
}

/// Processes of a host that begin at once where a killed run left something, and see that they share one folder.
TEST_F(Copies, processes_that_begin_at_once_share_what_they_make) {
  constexpr int rounds = 40, processes = 4;
  for (int round = 0; round < rounds; ++round) {
    if (const pid_t killed = fork(); killed == 0) {
      LocalCopies copies(disk_.path(), "run");
      ::kill(::getpid(), SIGKILL);
    } else {
      ::waitpid(killed, nullptr, 0);
    }
    int start[2];
    ASSERT_EQ(::pipe(start), 0);
    std::vector<pid_t> children;
    for (int i = 0; i < processes; ++i) {
      children.push_back(fork());
      if (children.back() != 0) continue;
      ::close(start[1]);
      char none = 0;
      [[maybe_unused]] const ssize_t ended = ::read(start[0], &none, 1);  // until the parent lets all begin
      bool is_there = false;
      {
        LocalCopies copies(disk_.path(), "run");
        ::usleep(20'000);  // until all have begun
        for (int tries = 0; tries < 500 && !copies.find(file_); ++tries) {
          copies.fetch(file_, always);
          ::usleep(10'000);
        }
        ::usleep(static_cast<useconds_t>(10'000 * i));  // until the processes before have ended
        is_there = copies.find(file_).has_value();
      }
      _exit(is_there ? 0 : 1);
    }
    ::close(start[1]);
    ::close(start[0]);
    for (const pid_t child : children) {
      int status = 0;
      ::waitpid(child, &status, 0);
      EXPECT_EQ(status, 0) << "in round " << round;
    }
  }
  { const LocalCopies last(disk_.path(), "run"); }
  EXPECT_EQ(entries(), 0u);
}

}  // namespace
}  // namespace neurank::store
