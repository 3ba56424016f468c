#include "run/merge.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "grid/differences.hpp"
#include "grid/reader.hpp"
#include "run/put_aside.hpp"
#include "run/run_plan.hpp"
#include "run/run_record.hpp"
#include "schedule/journal.hpp"

namespace neurank::run {
namespace {

namespace fs = std::filesystem;

/// A part as its folder has it.
struct Part {
  RunFolder folder;
  std::vector<std::string> units;  ///< that are planned
  schedule::DoneUnits done;
  std::string grid;
  InputHashes inputs;
};

Part read_part(const fs::path& path) {
  const RunFolder folder(path);
  std::vector<std::string> units = read_planned_units(folder);
  return {folder, std::move(units), schedule::read_journal(folder.journal()).done, read_file(folder.grid()),
          recorded_inputs(folder)};
}

/// All parts that can be read. @param problems gets why the others cannot
std::vector<Part> read_parts(const std::vector<fs::path>& paths, std::vector<std::string>& problems) {
  std::vector<Part> parts;
  for (const fs::path& path : paths) {
    try {
      parts.push_back(read_part(path));
    } catch (const Error& error) {
      problems.push_back(error.what());
    }
  }
  return parts;
}

void expect_finished(const Part& part, std::vector<std::string>& problems) {
  const auto left = std::ranges::count_if(part.units, [&](const std::string& id) { return !part.done.contains(id); });
  if (left > 0)
    problems.push_back(part.folder.root().string() + ": " + std::to_string(left) + " of " +
                       std::to_string(part.units.size()) + " units are not done");
}

/// That a part is of the same grid and inputs as the first.
void expect_alike(const Part& first, const Part& part, std::vector<std::string>& problems) {
  std::vector<std::string> changes;
  for (const auto& [key, before, after] : grid::differences(first.grid, part.grid))
    changes.push_back(key + " is " + before + " there and " + after + " here");
  for (const auto& [name, hash] : part.inputs)
    if (const auto there = first.inputs.find(name); there == first.inputs.end() || there->second != hash)
      changes.push_back(name + " has other content");
  if (!changes.empty())
    problems.push_back(part.folder.root().string() + ": is not of the grid of " + first.folder.root().string() + " (" +
                       join(changes, ", ") + ")");
}

/// The cell that a unit reduces; empty for other units.
std::string reduced_cell(const std::string& id) {
  const std::string stage = std::string(name_of(schedule::Stage::reduce)) + "/";
  return id.starts_with(stage) ? id.substr(stage.size()) : "";
}

/// That each cell of the grid is in one part.
void expect_partition(const std::vector<Part>& parts, std::vector<std::string>& problems) {
  std::map<std::string, fs::path> found;
  for (const Part& part : parts)
    for (const std::string& id : part.units) {
      const std::string cell = reduced_cell(id);
      if (cell.empty()) continue;
      const auto [place, is_new] = found.emplace(cell, part.folder.root());
      if (!is_new)
        problems.push_back("cell " + cell + " is in " + place->second.string() + " and in " +
                           part.folder.root().string());
    }
  const grid::Experiment whole = grid::read_experiment(parts.front().folder.grid());
  for (const grid::Cell& cell : grid::expand_cells(whole))
    if (const std::string name = grid::cell_names(whole, cell).name(); !found.contains(name))
      problems.push_back("cell " + name + " is in no part");
}

void link_files(const Part& part, const std::string& id, const RunFolder& output) {
  const fs::path from = part.folder.unit_file(id), to = output.unit_file(id);
  make_folder(to.parent_path());
  for (const auto& [one, other] : files_beside(from, to, RunFolder::is_of_activations(id)))
    if (fs::exists(one)) link_or_copy(one, other);
}

/// Files and journal lines of a part's finished units. @param output held by this process
void take_part(const Part& part, const RunFolder& output, schedule::Journal& journal) {
  for (const std::string& id : part.units) {
    const schedule::DoneUnit& done = part.done.at(id);
    const auto known = journal.done().find(id);
    if (known != journal.done().end() && known->second == done) continue;
    link_files(part, id, output);
    journal.record_done(id, done, 0, 0);
  }
  journal.sync();
}

}  // namespace

void merge_parts(const fs::path& output, const std::vector<fs::path>& paths, const schedule::Attempt& attempt,
                 const std::function<void(const std::string&)>& say) {
  std::vector<std::string> problems;
  const std::vector<Part> parts = read_parts(paths, problems);
  for (const Part& part : parts) {
    expect_finished(part, problems);
    expect_alike(parts.front(), part, problems);
  }
  if (problems.empty()) expect_partition(parts, problems);
  if (!problems.empty()) throw usage_error(join(problems, "; "), "nothing was merged");

  const RunFolder folder(output);
  const grid::Experiment whole = grid::read_experiment(parts.front().folder.grid(), {}, output);
  if (claim_run_folder(folder) && !holds_run_of(folder, whole))
    throw usage_error(output.string() + ": holds a run of another grid", "name another output folder");
  const schedule::FolderLock lock(output, attempt, say);
  std::vector<std::string> units;
  for (const Part& part : parts) units.insert(units.end(), part.units.begin(), part.units.end());
  record_run(folder, whole, parts.front().inputs, units);
  schedule::Journal journal(folder.journal(), [&] { schedule::expect_held(output, lock.token()); });
  for (const Part& part : parts) take_part(part, folder, journal);
  say(std::to_string(units.size()) + " units of " + std::to_string(parts.size()) + " parts are in " + output.string());
}

grid::Experiment read_merged(const fs::path& output) {
  return grid::read_experiment(RunFolder(output).grid(), {}, output);
}

}  // namespace neurank::run
