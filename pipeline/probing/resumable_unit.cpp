#include "probing/resumable_unit.hpp"

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace neurank::probing {
namespace {

constexpr const char* owner_attribute = "owner";
constexpr const char* steps_attribute = "steps";

/// "STEP#NAME", the name of a step's table or array in the file of all.
std::string numbered(std::size_t step, const std::string& name) { return std::to_string(step) + "#" + name; }

/// Steps as one set.
store::ResultSet joined(const std::deque<store::ResultSet>& steps, const std::string& owner) {
  store::ResultSet all{.attributes = {{owner_attribute, owner}, {steps_attribute, std::to_string(steps.size())}},
                       .tables = {},
                       .arrays = {}};
  for (std::size_t i = 0; i < steps.size(); ++i) {
    for (const auto& [name, table] : steps[i].tables) all.tables[numbered(i, name)] = table;
    for (const auto& [name, array] : steps[i].arrays) all.arrays[numbered(i, name)] = array;
  }
  return all;
}

/// Inverts joined().
std::deque<store::ResultSet> separated(store::ResultSet& all) {
  std::deque<store::ResultSet> steps(number_of<std::size_t>(all.attributes.at(steps_attribute)).value());
  const auto hand_out = [&](auto& named, auto member) {
    for (auto& [name, value] : named) {
      const std::size_t end = name.find('#');
      (steps.at(number_of<std::size_t>(name.substr(0, end)).value()).*member)[name.substr(end + 1)] = std::move(value);
    }
  };
  hand_out(all.tables, &store::ResultSet::tables);
  hand_out(all.arrays, &store::ResultSet::arrays);
  return steps;
}

void remove_if_there(const std::filesystem::path& file) {
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
}

}  // namespace

ResumableUnit::ResumableUnit(std::filesystem::path file, const std::string& owner, const schedule::AtWork& at_work)
    : file_(std::move(file)),
      owner_(sha256(owner)),
      at_work_(at_work),
      team_(at_work.team),
      steps_(steps_of_an_earlier_process()),
      kept_steps_(steps_.size()),
      snapshots_(file_.string() + ".snapshot", owner_,
                 {.seconds_left = at_work.seconds_left, .say = at_work.say, .before = [this] { keep_steps(); }}) {
  make_folder(file_.parent_path());
}

std::filesystem::path ResumableUnit::steps_file() const { return file_.string() + ".steps.h5"; }

std::deque<store::ResultSet> ResumableUnit::steps_of_an_earlier_process() const {
  if (!std::filesystem::exists(steps_file())) return {};
  try {
    store::ResultSet all = store::read_results(steps_file());
    if (all.attributes[owner_attribute] == owner_) return separated(all);
    at_work_.say(steps_file().string() +
                 ": is of a unit made of something else, or of another version of neurank, and is not used; its unit "
                 "starts anew");
  } catch (const Error& error) {
    at_work_.say(std::string(error.what()) + "; the file is not used, its unit starts anew");
  }
  return {};
}

const store::ResultSet& ResumableUnit::step(const std::function<store::ResultSet()>& compute, Arrays arrays) {
  if (next_step_ == steps_.size()) compute_step(compute, arrays);
  return steps_[next_step_++];
}

void ResumableUnit::compute_step(const std::function<store::ResultSet()>& compute, Arrays arrays) {
  try {
    store::ResultSet found = compute();
    if (arrays == Arrays::of_the_latest && !steps_.empty()) steps_.back().arrays.clear();
    steps_.push_back(std::move(found));
  } catch (const Error& error) {
    if (error.cause() == Cause::interrupted) try_to_keep_steps();
    throw;
  }
  if (!snapshots_.is_there()) return;  // else it is of the training of this step, and of no more use
  try_to_keep_steps();
  snapshots_.drop();
}

void ResumableUnit::try_to_keep_steps() {
  try {
    keep_steps();
  } catch (const Error& error) {
    at_work_.say(std::string(error.what()) + "; until it can be written a stop costs the work of its unit");
  }
}

void ResumableUnit::keep_steps() {
  if (kept_steps_ == steps_.size()) return;
  at_work_.before_writing();
  store::write_results(steps_file(), joined(steps_, owner_));
  kept_steps_ = steps_.size();
}

void ResumableUnit::finish(store::ResultSet results) {
  at_work_.before_writing();
  results.attributes[schedule::fingerprint_attribute] = at_work_.fingerprint;
  store::write_results(file_, results);
  remove_if_there(steps_file());
  snapshots_.drop();
}

}  // namespace neurank::probing
