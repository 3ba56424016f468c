#include "run/put_aside.hpp"

#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "run/extraction.hpp"
#include "run/run_record.hpp"
#include "schedule/folder_lock.hpp"
#include "store/activation_labels.hpp"
#include "store/activation_seal.hpp"

namespace neurank::run {
namespace {

namespace fs = std::filesystem;

/// Moves a file or folder to the same place under `obsolete`, over what is there.
void move_aside(const schedule::RunFolder& folder, const fs::path& file) {
  if (!fs::exists(file)) return;
  const fs::path to = folder.obsolete() / fs::relative(file, folder.root());
  make_folder(to.parent_path());
  fs::remove_all(to);
  fs::rename(file, to);
}

/// An activation file and what lies beside it for it.
std::vector<fs::path> with_company(const fs::path& activations) {
  return {activations, store::labels_file(activations), store::seal_file(activations), alignment_file(activations),
          shard_alignments(activations)};
}

/// All files that the planned units of a folder have a use for.
std::set<fs::path> planned_files(const schedule::RunFolder& folder) {
  std::set<fs::path> files;
  for (const std::string& id : read_planned_units(folder)) {
    const fs::path file = folder.unit_file(id);
    if (folder.is_of_activations(id))
      for (const fs::path& part : with_company(file)) files.insert(part);
    else
      for (const char* ending : {"", ".snapshot", ".steps.h5"}) files.insert(file.string() + ending);
  }
  return files;
}

void remove_file(const fs::path& file, Cleaned& cleaned) {
  cleaned.bytes += fs::file_size(file);
  ++cleaned.files;
  fs::remove(file);
}

/// Removes the files of a folder but some, and then what is empty.
void remove_others(const fs::path& root, const std::set<fs::path>& kept, Cleaned& cleaned) {
  if (!fs::exists(root)) return;
  std::vector<fs::path> found, folders;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
    if (entry->is_directory() && kept.contains(entry->path()))
      entry.disable_recursion_pending();
    else
      (entry->is_directory() ? folders : found).push_back(entry->path());
  }
  for (const fs::path& file : found)
    if (!kept.contains(file)) remove_file(file, cleaned);
  for (auto inner = folders.rbegin(); inner != folders.rend(); ++inner)
    if (fs::is_empty(*inner)) fs::remove(*inner);
}

}  // namespace

void put_activations_aside(const schedule::RunFolder& folder, const fs::path& file) {
  for (const fs::path& part : with_company(file)) move_aside(folder, part);
}

void put_aside(const schedule::RunFolder& folder, const std::vector<std::string>& ids, schedule::Journal& journal) {
  for (const std::string& id : ids) journal.record_obsolete(id);
  journal.sync();
  for (const std::string& id : ids) {
    if (folder.is_of_activations(id))
      put_activations_aside(folder, folder.unit_file(id));
    else
      move_aside(folder, folder.unit_file(id));
  }
}

std::vector<std::pair<fs::path, fs::path>> files_beside(const fs::path& from, const fs::path& to,
                                                        bool is_of_activations) {
  if (!is_of_activations) return {{from, to}};
  const std::vector<fs::path> all = with_company(from), other = with_company(to);
  std::vector<std::pair<fs::path, fs::path>> pairs;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!fs::is_directory(all[i])) pairs.emplace_back(all[i], other[i]);
  return pairs;
}

Cleaned clean_folder(const schedule::RunFolder& folder) {
  const auto units = read_planned_units(folder);
  const schedule::FolderLock lock(folder.root(), {}, [](const std::string&) {});
  const std::set<std::string> planned(units.begin(), units.end());
  schedule::Journal journal(folder.journal());
  std::vector<std::string> unplanned;
  for (const auto& [id, done] : journal.done())
    if (!planned.contains(id)) unplanned.push_back(id);
  for (const std::string& id : unplanned) journal.record_obsolete(id);
  journal.sync();
  Cleaned cleaned;
  const auto kept = planned_files(folder);
  for (const char* part : {"activations", "probes"}) remove_others(folder.root() / part, kept, cleaned);
  remove_others(folder.obsolete(), {}, cleaned);
  fs::remove(folder.obsolete());
  return cleaned;
}

}  // namespace neurank::run
