#pragma once

#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/stopwatch.hpp"
#include "probe/snapshot.hpp"

namespace neurank::probe {

/// When trainings leave snapshots, and whom they tell.
struct SnapshotRules {
  double seconds_between = 180;
  /// Before the process may be ended from outside; infinite unless it was asked to stop.
  std::function<double()> seconds_left = [] { return std::numeric_limits<double>::infinity(); };
  /// A line for people.
  std::function<void(const std::string&)> say = [](const std::string&) {};
  /// Called before a snapshot is written: leaves what is needed to make use of it.
  std::function<void()> before = [] {};
};

/// The snapshots that one training after another leaves in one file. Whatever is wrong with the file or the disk is
/// said and costs no more than the work that a snapshot would have saved.
class Snapshots {
 public:
  /// @param owner of all trainings that may use the file
  Snapshots(std::filesystem::path file, std::string owner, SnapshotRules rules);

  bool is_there() const { return std::filesystem::exists(file_); }

  /// Whether an earlier process left one that has not been looked at yet.
  bool is_waiting() const { return !taken_ && is_there(); }

  /// The snapshot that an earlier process left of this training, opened; nothing when there is none that can be used.
  /// Asked once: what is there later is this process's own.
  std::optional<SnapshotReader> take(const std::string& training);

  /// Whether it is time for another snapshot, or after the last step worth one.
  bool is_due() const { return watch_.seconds() >= rules_.seconds_between; }
  bool is_worth_it() const { return watch_.seconds() >= rules_.seconds_between / 3; }

  /// Leaves a snapshot. After a request to stop, only while there is time: 15 s to begin, 2 s to go on.
  void keep(const std::string& training, const TrainingPosition& position,
            const std::vector<std::span<float>>& numbers);

  /// Nothing of the file is of use any more.
  void drop();

 private:
  void write(const std::string& training, const TrainingPosition& position,
             const std::vector<std::span<float>>& numbers) const;
  void complain(const std::string& line);
  std::string full_owner(const std::string& training) const;

  std::filesystem::path file_;
  std::string owner_;
  SnapshotRules rules_;
  Stopwatch watch_;  ///< since the latest snapshot
  bool taken_ = false;
  std::string complaint_;  ///< the latest, which is not repeated
};

}  // namespace neurank::probe
