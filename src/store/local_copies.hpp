#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace neurank::store {

/// Copies of a run's activation files on a disk of this host, one for all processes of the host, for files that are
/// read over and over. They lie in a folder of the run, which its last process removes; one that is left by processes
/// that were killed is removed by the next process that copies to the same disk, whatever its run is.
class LocalCopies {
 public:
  /// @param disk a folder of the host's own disk, which must exist  @param run what tells it from other runs
  LocalCopies(const std::filesystem::path& disk, const std::string& run);
  ~LocalCopies();
  LocalCopies(const LocalCopies&) = delete;
  LocalCopies& operator=(const LocalCopies&) = delete;

  /// Sees to it that the host has a copy of a complete file, whose bytes are those that were written; does nothing
  /// while another process makes it. Without a copy the file itself is as good: when the disk is missing or full, or a
  /// copy is damaged, that is all that happens, and no process of the host tries again.
  /// @param keep_going asked now and then; false: throws an Error of Cause::interrupted
  /// @return what people should know; empty mostly
  std::string fetch(const std::filesystem::path& file, const std::function<bool()>& keep_going);

  /// The copy of a file, if there is one. A file that has changed since has none.
  std::optional<std::filesystem::path> find(const std::filesystem::path& file) const;

 private:
  class Lock;

  std::filesystem::path copy_name(const std::filesystem::path& file) const;
  std::string make(const std::filesystem::path& file, const std::filesystem::path& copy,
                   const std::function<bool()>& keep_going) const;

  std::filesystem::path folder_;  ///< of the run, on this host's disk
  std::unique_ptr<Lock> in_use_;  ///< none: the disk is of no use
  std::string problem_;           ///< of the disk, not said yet
};

}  // namespace neurank::store
