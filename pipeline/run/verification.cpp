#include "run/verification.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "grid/differences.hpp"
#include "grid/reader.hpp"
#include "probing/recomputed_certificate.hpp"
#include "probing/repetition.hpp"
#include "run/inputs.hpp"
#include "schedule/journal.hpp"
#include "store/activation_seal.hpp"

namespace neurank::run {
namespace {

/// Begins the checks of activation files' bytes.
const std::string bytes_of = "bytes of ";

/// What is wrong with the bytes of an activation file; nothing when all are as they were written.
std::optional<std::string> damage_in(const std::filesystem::path& file) {
  try {
    return store::damage_of(file);
  } catch (const Error& error) {
    return error.what();
  }
}

/// Holds the fingerprints of finished units against those in their files.
HashCheck check_fingerprints(const RunFolder& folder, const std::vector<std::string>& units,
                             const schedule::DoneUnits& all_done) {
  std::size_t checked = 0;
  std::vector<std::string> others;
  for (const std::string& id : units) {
    const auto done = all_done.find(id);
    if (done == all_done.end() || folder.is_of_activations(id)) continue;
    ++checked;
    const auto none = [](const std::string&) { return false; };
    auto attributes = store::read_results(folder.unit_file(id), {none, none}).attributes;
    if (attributes[schedule::fingerprint_attribute] != done->second.fingerprint) others.push_back(id);
  }
  const std::string what = "fingerprints of " + std::to_string(checked) + " files of units";
  return {others.empty() ? what : what + ": " + others.front() + " and " + std::to_string(others.size()) + " in all",
          others.empty()};
}

/// Holds an activation file's bytes against the hashes in it, and what it is made of against the journal.
void check_activations(const std::filesystem::path& file, const std::string& fingerprint,
                       std::vector<HashCheck>& checks) {
  const auto damage = damage_in(file);
  checks.push_back({bytes_of + file.string() + (damage ? ": " + *damage : ""), !damage});
  if (!damage) checks.push_back({"fingerprint of " + file.string(), store::stored_fingerprint(file) == fingerprint});
}

std::vector<HashCheck> check_hashes(const RunFolder& folder, const grid::Experiment& experiment) {
  std::vector<HashCheck> checks;
  const InputHashes recorded = recorded_inputs(folder), now = hash_files(experiment);
  for (const auto& [name, hash] : now) checks.push_back({name, recorded.contains(name) && recorded.at(name) == hash});
  const auto units = read_planned_units(folder);
  const schedule::DoneUnits all_done = schedule::read_journal(folder.journal()).done;
  for (const std::string& id : units)
    if (const auto done = all_done.find(id); id.starts_with(schedule::complete_stage) && done != all_done.end())
      check_activations(folder.unit_file(id), done->second.fingerprint, checks);
  checks.push_back(check_fingerprints(folder, units, all_done));
  return checks;
}

/// A repetition that has been trained, at random.
probing::RepetitionId choose(const RunFolder& folder, const grid::Experiment& experiment, Random& random) {
  std::vector<probing::RepetitionId> trained;
  for (const grid::Cell& cell : grid::expand_cells(experiment))
    for (Index number = 1; number <= experiment.repetitions; ++number)
      if (std::filesystem::exists(folder.unit(experiment, cell, schedule::Stage::train, std::to_string(number))))
        trained.push_back({cell, number});
  if (trained.empty())
    throw usage_error(folder.root().string() + ": no head has been trained yet", "run it to the stage train first");
  return trained[random.below(trained.size())];
}

/// A grid that was written whole lacks a setting only when its version did not have it, and then did not do what is its
/// default now.
void expect_known_settings(const RunFolder& folder, const grid::Experiment& experiment) {
  std::vector<std::string> unknown;
  for (const auto& difference : grid::differences(read_file(folder.grid()), grid::to_yaml(experiment)))
    unknown.push_back(difference.key);
  if (!unknown.empty())
    throw usage_error(
        folder.root().string() + ": was run by a version of neurank that did not know " + join(unknown, ", "),
        "verify it with that version");
}

/// A head for people. @param name TrainedHead::name()
std::string described(const grid::Experiment& experiment, const probing::RepetitionId& id, const std::string& name) {
  return grid::cell_names(experiment, id.cell).name() + ", seed " + std::to_string(id.repetition) + ", " + name;
}

/// Trains a head again.
HeadCheck check_head(const probing::ProbingContext& context, const probing::RepetitionId& id, Random& random) {
  const probing::Repetition repetition = probing::read_repetition(context, id);
  const auto heads = probing::train_anew(context, id, repetition.penalty, [] { return true; });
  const probing::TrainedHead& head = heads[random.below(heads.size())];
  const std::string name = head.name();
  const probe::Head stored = probing::read_head(context, id, name);
  return {.head = described(context.experiment, id, name),
          .largest_weight = stored.weights.cwiseAbs().maxCoeff(),
          .largest_difference = (stored.weights - head.found.head.weights).cwiseAbs().maxCoeff(),
          .stored_accuracy = repetition.accuracy_of(head.labels, head.how, analysis::Measured::dev),
          .accuracy = probing::score_of(context.open(id.cell), head.found.head, head.targets, analysis::Measured::dev,
                                        [] { return true; })
                          .accuracy()
                          .value_or(0)};
}

/// Checks the certificate of an exact head.
CertificateCheck check_certificate(const probing::ProbingContext& context, const probing::RepetitionId& id,
                                   Random& random) {
  const Table convergence = probing::read_repetition(context, id).convergence;
  const std::size_t row = random.below(convergence.num_rows());
  const probing::TrainedHead head{.labels = *parse<analysis::Labels>(convergence.text(row, "labels")),
                                  .how = *parse<analysis::Training>(convergence.text(row, "how"))};
  const auto found = probing::recompute_certificate(
      context.open(id.cell), probing::training_of(context, id).rows, probing::read_head(context, id, head.name()),
      probing::targets_of(context, id, head.labels), {convergence.real(row, "l1"), convergence.real(row, "l2")});
  return {described(context.experiment, id, head.name()), found.loss, found.lower_bound, found.relative_gap(),
          convergence.real(row, "gap")};
}

}  // namespace

bool CertificateCheck::same() const {
  constexpr double rounding = 2e-5;
  return gap <= stored_gap + rounding;
}

bool HeadCheck::same() const {
  return largest_difference <= 0.02 * largest_weight && std::abs(stored_accuracy - accuracy) <= 2e-3;
}

Verification verify_run(const RunFolder& folder, std::uint64_t choice) {
  if (!std::filesystem::exists(folder.grid())) throw usage_error(folder.root().string() + ": does not hold a run");
  grid::Experiment experiment = grid::read_experiment(folder.grid());
  expect_known_settings(folder, experiment);
  experiment.output = folder.root();
  Verification found{check_hashes(folder, experiment), std::nullopt, std::nullopt};
  const bool is_damaged = std::ranges::any_of(
      found.hashes, [](const HashCheck& check) { return !check.same && check.what.starts_with(bytes_of); });
  if (is_damaged) return found;
  Random random(choice);
  const probing::RepetitionId id = choose(folder, experiment, random);
  const probing::ProbingContext context{folder, experiment};
  if (context.settings(id.cell).is_exact())
    found.certificate = check_certificate(context, id, random);
  else
    found.head = check_head(context, id, random);
  return found;
}

}  // namespace neurank::run
