#include "run/verification.hpp"

#include <cmath>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "grid/differences.hpp"
#include "grid/reader.hpp"
#include "probing/repetition.hpp"

namespace neurank::run {
namespace {

std::vector<HashCheck> check_hashes(const RunFolder& folder, const grid::Experiment& experiment) {
  std::vector<HashCheck> checks;
  const InputHashes recorded = recorded_inputs(folder), now = hash_files(experiment);
  for (const auto& [name, hash] : now) checks.push_back({name, recorded.contains(name) && recorded.at(name) == hash});
  for (const auto& model : experiment.models)
    for (const auto& corpus : experiment.corpora) {
      const auto file = folder.activations(model.name, corpus.name);
      if (!std::filesystem::exists(file)) continue;
      const store::ActivationReader reader(file);
      const std::string of = " of " + file.string();
      checks.push_back({"model" + of, reader.header().checkpoint_sha256 == now.at("models/" + model.name)});
      checks.push_back({"corpus" + of, reader.header().corpus_sha256 == now.at("corpora/" + corpus.name)});
    }
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

}  // namespace

bool HeadCheck::same() const {
  return largest_difference <= 0.02 * largest_weight && std::abs(stored_accuracy - accuracy) <= 2e-3;
}

Verification verify_run(const RunFolder& folder, std::uint64_t choice) {
  if (!std::filesystem::exists(folder.grid())) throw usage_error(folder.root().string() + ": does not hold a run");
  grid::Experiment experiment = grid::read_experiment(folder.grid());
  expect_known_settings(folder, experiment);
  experiment.output = folder.root();
  Random random(choice);
  const probing::RepetitionId id = choose(folder, experiment, random);
  const probing::ProbingContext context{folder, experiment};
  const probing::Repetition repetition = probing::read_repetition(context, id);
  const auto heads = probing::train_anew(context, id, repetition.penalty, [] { return true; });
  const probing::TrainedHead& head = heads[random.below(heads.size())];
  const std::string name = head.name();
  const probe::Head stored = probing::read_head(context, id, name);
  return {
      check_hashes(folder, experiment),
      {.head = grid::cell_names(experiment, id.cell).name() + ", seed " + std::to_string(id.repetition) + ", " + name,
       .largest_weight = stored.weights.cwiseAbs().maxCoeff(),
       .largest_difference = (stored.weights - head.head.weights).cwiseAbs().maxCoeff(),
       .stored_accuracy = repetition.accuracy_of(head.labels, head.how, analysis::Measured::dev),
       .accuracy = probing::score_of(context.open(id.cell), head.head, head.targets, analysis::Measured::dev,
                                     [] { return true; })
                       .accuracy()
                       .value_or(0)}};
}

}  // namespace neurank::run
