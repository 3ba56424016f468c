#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "grid/experiment.hpp"
#include "schedule/folder_lock.hpp"

namespace neurank::run {

/// Puts the folders of parts of one grid together in one: links or copies the files of their finished units, and
/// journals these. What only the whole has, comparisons and tables, is left to a run of the experiment in the folder. A
/// folder that holds the same grid is completed. One process.
/// @param output made, or empty, or of a merge that was interrupted  @param say takes lines for people
/// Throws a usage Error that names every part that is missing, unfinished, of another grid or of other inputs, every
/// cell that is in two parts and every cell that is in none.
void merge_parts(const std::filesystem::path& output, const std::vector<std::filesystem::path>& parts,
                 const schedule::Attempt& attempt, const std::function<void(const std::string&)>& say);

/// The experiment of a folder that parts were merged in.
grid::Experiment read_merged(const std::filesystem::path& output);

}  // namespace neurank::run
