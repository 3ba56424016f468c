#include "schedule/folder_lock.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <optional>
#include <regex>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/expect_mentions.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::schedule {
namespace {

class FolderLockFile : public testing::Test {
 protected:
  std::string refusal(const Attempt& attempt = {}) {
    return test::refusal([&] { take(attempt); }, Cause::usage);
  }

  std::string take(const Attempt& attempt = {}) {
    FolderLock lock(
        folder_.path(), attempt, [this](const std::string& line) { said_ += line + "\n"; }, quick_);
    return lock.token();
  }

  /// A lock as another host would have left it.
  void write_foreign(const std::string& job = "", int attempt = 0) const {
    write_file(folder_ / "lock",
               R"({"host":"elsewhere","process":12,"started":"34","space":"another boot","token":"foreign","job":")" +
                   job + R"(","attempt":)" + std::to_string(attempt) + "}\n");
  }

  const test::ScratchFolder folder_;
  const LockTimes quick_{.renewal = 0.1, .stale = 0.5};
  std::string said_;
};

TEST_F(FolderLockFile, holds_the_folder_and_names_the_holder) {
  std::optional<FolderLock> lock;
  lock.emplace(folder_.path(), Attempt{"77", 2}, [](const std::string&) {});
  EXPECT_TRUE(lock->is_held());
  EXPECT_NO_THROW(expect_held(folder_.path(), lock->token()));
  const std::string message = refusal();
  EXPECT_MENTIONS(message, "another job works in this folder");
  EXPECT_MENTIONS(message, "process " + std::to_string(getpid()));
  EXPECT_MENTIONS(message, "job 77, start 2");
  lock.reset();
  EXPECT_FALSE(std::filesystem::exists(folder_ / "lock")) << "given back";
  EXPECT_FALSE(take().empty());
}

TEST_F(FolderLockFile, of_a_killed_process_of_this_host_is_taken_at_once) {
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const FolderLock lock(folder_.path(), {}, [](const std::string&) {});
    if (::write(ready[1], "x", 1) != 1) _exit(1);
    for (;;) pause();
  }
  char byte = 0;
  ASSERT_EQ(read(ready[0], &byte, 1), 1);
  EXPECT_MENTIONS(refusal(), "process " + std::to_string(child));
  kill(child, SIGKILL);
  siginfo_t ended;
  waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT);
  EXPECT_FALSE(take().empty()) << "while its parent has not heard of it";
  waitpid(child, nullptr, 0);
  EXPECT_EQ(said_, "");
}

TEST_F(FolderLockFile, of_another_host_counts_until_it_is_silent_for_long) {
  write_foreign();
  EXPECT_FALSE(take().empty());
  EXPECT_MENTIONS(said_, "waiting for a sign of life of process 12 on elsewhere");
}

TEST_F(FolderLockFile, of_another_host_that_gives_a_sign_of_life_is_refused) {
  write_foreign();
  std::jthread alive([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      std::filesystem::last_write_time(folder_ / "lock", std::filesystem::file_time_type::clock::now());
    }
  });
  EXPECT_MENTIONS(refusal(), "process 12 on elsewhere");
}

TEST_F(FolderLockFile, a_later_start_of_the_same_job_takes_it_from_an_earlier_one) {
  write_foreign("77", 1);
  EXPECT_FALSE(take({"77", 2}).empty());
  EXPECT_EQ(said_, "took the folder over from process 12 on elsewhere, job 77, start 1\n");
  said_.clear();
  write_foreign("77", 2);
  take({"77", 2});
  EXPECT_MENTIONS(said_, "waiting");
  said_.clear();
  write_foreign("76", 1);
  take({"77", 2});
  EXPECT_MENTIONS(said_, "waiting");
}

TEST_F(FolderLockFile, whoever_lost_it_knows_and_leaves_the_other_one_alone) {
  std::optional<FolderLock> lock;
  lock.emplace(
      folder_.path(), Attempt{}, [](const std::string&) {}, quick_);
  const std::string token = lock->token();
  write_foreign("77", 3);
  EXPECT_FALSE(lock->is_held());
  EXPECT_MENTIONS(test::refusal([&] { expect_held(folder_.path(), token); }, Cause::interrupted),
                  "was taken over by process 12 on elsewhere, job 77, start 3; this one writes nothing more");
  lock.reset();
  EXPECT_MENTIONS(read_file(folder_ / "lock"), "foreign");
  std::filesystem::remove(folder_ / "lock");
  EXPECT_THROW(expect_held(folder_.path(), token), Error) << "nobody's is not ours";
}

TEST_F(FolderLockFile, is_renewed) {
  const FolderLock lock(
      folder_.path(), {}, [](const std::string&) {}, quick_);
  const auto before = std::filesystem::last_write_time(folder_ / "lock");
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  EXPECT_GT(std::filesystem::last_write_time(folder_ / "lock"), before);
}

TEST_F(FolderLockFile, says_when_it_cannot_be_made) {
  EXPECT_MENTIONS(
      test::refusal([&] { const FolderLock lock(folder_ / "no such folder", {}, [](const std::string&) {}); }),
      "cannot make the file (No such file or directory)");
}

}  // namespace
}  // namespace neurank::schedule
