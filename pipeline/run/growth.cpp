#include "run/growth.hpp"

#include <algorithm>
#include <set>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "grid/reader.hpp"

namespace neurank::run {
namespace {

using grid::Difference;
using schedule::Standing;

/// Differences between what a unit depended on and what it depends on now, but for additions.
std::vector<Difference> changes_for(const Dependencies& before, const Dependencies& now) {
  std::vector<Difference> changes;
  std::set<std::string> keys;
  for (const Dependencies* side : {&before, &now})
    for (const auto& [key, value] : *side) keys.insert(key);
  const auto value_in = [](const Dependencies& side, const std::string& key) {
    const auto found = side.find(key);
    return found == side.end() ? std::string(grid::absent) : found->second;
  };
  for (const std::string& key : keys) {
    const Difference difference{key, value_in(before, key), value_in(now, key)};
    if (difference.before != difference.after && !grid::is_addition(difference)) changes.push_back(difference);
  }
  return changes;
}

/// "probe.epochs was 10 and is now 12"; hashes say nothing to people.
std::string text_of(const Difference& change) {
  const std::string inputs = "inputs.";
  if (!change.key.starts_with(inputs)) return change.key + " was " + change.before + " and is now " + change.after;
  const std::string what = change.key.substr(inputs.size()), name = what.substr(what.find('/') + 1);
  if (what.starts_with("models/")) return "the files of model " + name + " have changed";
  if (what.starts_with("words/")) return "the words of corpus " + name + " have changed";
  return "the labels " + name + " have changed";
}

}  // namespace

std::size_t Growth::count(Standing standing) const { return to_size(std::ranges::count(standings, standing)); }

Growth growth_of(const Plan& plan, const grid::Experiment& experiment, const Dependencies& before,
                 const Dependencies& now, const schedule::DoneUnits& done) {
  Growth growth{.standings = schedule::standings(units_of(plan), done)};
  std::map<std::string, Difference> changes;
  for (std::size_t u = 0; u < plan.size(); ++u) {
    if (growth.standings[u] != Standing::redone) continue;
    if (done.at(plan[u].unit.id).fingerprint.empty()) growth.is_unknown = true;
    for (const Difference& change :
         changes_for(needed_by(before, experiment, plan[u].work), needed_by(now, experiment, plan[u].work)))
      changes.emplace(change.key, change);
  }
  for (const auto& [key, change] : changes) growth.changes.push_back(change);
  return growth;
}

void expect_no_change(const std::filesystem::path& folder, const Growth& growth) {
  const std::string units = std::to_string(growth.count(Standing::redone)) + " finished units";
  if (growth.is_unknown)
    throw usage_error(folder.string() +
                          ": holds a run of a version of neurank that did not note what its units are "
                          "made of (" +
                          units + " would be done again)",
                      "go on with that version, name another output folder, or do them again with --update");
  if (growth.changes.empty()) return;
  throw usage_error(
      folder.string() + ": holds a run of another grid (" + changes_text(growth) + "; " + units + " depend on that)",
      "do them again with --update, name another output folder, or throw that run away with --redo");
}

std::string changes_text(const Growth& growth) {
  std::vector<std::string> changes;
  for (const Difference& change : growth.changes) changes.push_back(text_of(change));
  return join(changes, ", ");
}

std::vector<std::string> redone(const Plan& plan, const Growth& growth) {
  std::vector<std::string> ids;
  for (std::size_t u = 0; u < plan.size(); ++u)
    if (growth.standings[u] == Standing::redone) ids.push_back(plan[u].unit.id);
  return ids;
}

std::set<std::string> finished_units(const Plan& plan, const schedule::DoneUnits& done) {
  const auto standings = schedule::standings(units_of(plan), done);
  std::set<std::string> ids;
  for (std::size_t u = 0; u < plan.size(); ++u)
    if (standings[u] == Standing::reused) ids.insert(plan[u].unit.id);
  return ids;
}

Growth growth_in(const RunFolder& folder, const Plan& plan, const grid::Experiment& experiment,
                 const InputHashes& inputs, const schedule::DoneUnits& done) {
  return growth_of(plan, experiment, dependencies_of(read_file(folder.grid()), recorded_inputs(folder)),
                   dependencies_of(grid::to_yaml(experiment), inputs), done);
}

std::string to_text(const Growth& growth) {
  std::vector<std::string> parts = {std::to_string(growth.count(Standing::reused)) + " units reused",
                                    std::to_string(growth.count(Standing::fresh)) + " new"};
  if (const std::size_t again = growth.count(Standing::redone); again > 0)
    parts.push_back(std::to_string(again) + " done again");
  return join(parts, ", ");
}

}  // namespace neurank::run
