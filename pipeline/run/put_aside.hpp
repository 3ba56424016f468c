#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "schedule/journal.hpp"
#include "schedule/run_folder.hpp"

namespace neurank::run {

// What a run's folder holds of no more use is kept in its folder `obsolete` until `neurank clean`.

/// Puts the files of finished units aside, which then are no longer done. Files that are missing are passed over.
/// @param ids of the units
void put_aside(const schedule::RunFolder& folder, const std::vector<std::string>& ids, schedule::Journal& journal);

/// Puts an activation file aside, with all that lies beside it for it.
void put_activations_aside(const schedule::RunFolder& folder, const std::filesystem::path& file);

/// The file of a unit and what lies beside it, each with its place beside another file. @param is_of_activations
/// whether it is an activation file
std::vector<std::pair<std::filesystem::path, std::filesystem::path>> files_beside(const std::filesystem::path& from,
                                                                                  const std::filesystem::path& to,
                                                                                  bool is_of_activations);

/// What clean_folder() did.
struct Cleaned {
  std::size_t files = 0;
  std::uint64_t bytes = 0;
};

/// Removes from a run's folder what its grid has no use for: what was put aside, files of finished units that are no
/// longer planned, and what interrupted units left of these. Throws Error when a job is at work there.
Cleaned clean_folder(const schedule::RunFolder& folder);

}  // namespace neurank::run
