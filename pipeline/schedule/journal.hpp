#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/file.hpp"
#include "schedule/fingerprint.hpp"

namespace neurank::schedule {

/// journal.jsonl: one line per finished or failed unit, and one for each finished unit that no longer counts, on disk
/// before anybody is told to go on. The truth about what is done.
class Journal {
 public:
  /// Opens for appending and reads what is there; a last line cut off by a crash is dropped. Throws Error when a line
  /// is not a journal's, or when the disk refuses. @pre the folder is this job's, see FolderLock
  /// @param before_writing throws when no line may be written any more
  explicit Journal(
      const std::filesystem::path& path, std::function<void()> before_writing = [] {});

  // Each writes a line, with the rank that computed the unit or led those who did, and throws Error when there is no
  // place for it. It is safe once sync() has returned, which many lines can share: it takes milliseconds on file
  // systems of clusters.
  void record_done(const std::string& unit, const DoneUnit& done, int rank, double seconds, std::size_t ranks = 1);
  void record_failed(const std::string& unit, int rank, double seconds, const std::string& reason);

  /// Takes back that a unit is done: its file is about to be put aside or written anew.
  void record_obsolete(const std::string& unit);

  /// Returns when all lines are on disk. Throws Error when the disk refuses.
  void sync();

  const DoneUnits& done() const { return done_; }

 private:
  void append(const std::string& line);

  File file_;
  std::function<void()> before_writing_;
  bool is_synced_ = true;
  DoneUnits done_;
};

/// What a journal says: for `status`, also while a job runs.
struct JournalSummary {
  DoneUnits done;
  std::map<std::string, std::string> failed;  ///< unit -> last reason; a unit done later is not in here
};
/// Throws Error when the file is missing or a line is not a journal's.
JournalSummary read_journal(const std::filesystem::path& path);

/// What one rank takes for each unit that was finished, in seconds: for one that ranks did together, what it would have
/// taken (speed_of_team); for one that went on from a checkpoint, what was left. Throws as read_journal() does.
std::map<std::string, double> read_unit_seconds(const std::filesystem::path& path);

}  // namespace neurank::schedule
