#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <thread>

namespace neurank::schedule {

/// Which launch of a job this is.
struct Attempt {
  std::string job = {};  ///< of a queue that starts jobs again under their number; empty: of none
  long number = 0;       ///< grows with each start of the job
};

/// How the hold on a folder is timed, in seconds.
struct LockTimes {
  double renewal = 10;  ///< a holder gives a sign of life so often
  double stale = 60;    ///< after which without one, by the file system's clock, a holder counts as dead
};

/// A job's hold on a run's folder: the file `lock`, made exclusively and renewed by a thread, which names host, process
/// and attempt. File systems without locks have it as well. It ends with the object, or by what is known of the holder:
/// it is a process of this host that is no more, an earlier attempt of the same job, or it gave no sign of life for a
/// minute. Whoever lost the folder that way, and still lives, must write no more: see expect_held().
class FolderLock {
 public:
  /// Takes the folder. A holder that may be alive is watched until it gives a sign of life or counts as dead.
  /// @param say takes lines for people
  /// Throws a usage Error when another job holds it.
  FolderLock(std::filesystem::path folder, const Attempt& attempt, const std::function<void(const std::string&)>& say,
             const LockTimes& times = {});
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

  /// Names this hold among all of the folder; for expect_held() on other ranks.
  const std::string& token() const { return token_; }

  /// Whether nobody has taken the folder over.
  bool is_held() const;

 private:
  bool try_to_make() const;
  void renew(const std::stop_token& stop) const;

  std::filesystem::path file_;
  std::string token_, content_;
  LockTimes times_;
  std::jthread renewal_;  // last: starts when all else is there
};

/// Throws Error(Cause::interrupted), naming who, when a folder is no longer held by this token; any process may ask. To
/// be asked right before anything is written to the folder.
void expect_held(const std::filesystem::path& folder, const std::string& token);

}  // namespace neurank::schedule
