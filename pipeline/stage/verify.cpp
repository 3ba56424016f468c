#include "stage/verify.hpp"

#include <cmath>

#include "base/error.hpp"
#include "base/random.hpp"
#include "grid/reader.hpp"
#include "probe/evaluate.hpp"
#include "stage/repetition.hpp"

namespace neurank::stage {
namespace {

std::vector<HashCheck> check_hashes(const RunFolder& folder, const grid::Experiment& experiment) {
  std::vector<HashCheck> checks;
  const InputHashes recorded = recorded_inputs(folder), now = hash_inputs(experiment);
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
TrainWork choose(const RunFolder& folder, const grid::Experiment& experiment, Random& random) {
  std::vector<TrainWork> trained;
  for (const grid::Cell& cell : grid::expand_cells(experiment))
    for (Index seed = 1; seed <= experiment.seeds; ++seed)
      if (std::filesystem::exists(folder.unit(experiment, cell, schedule::Stage::train, std::to_string(seed))))
        trained.push_back({cell, seed});
  if (trained.empty())
    throw usage_error(folder.root().string() + ": no head has been trained yet", "run it to the stage train first");
  return trained[random.below(trained.size())];
}

double dev_accuracy(const CellData& data, const TrainedHead& head) {
  auto stream = data.stream(Measured::dev);
  const std::vector<probe::Candidate> one = {{&head.head, head.targets, data.all_labels(), nullptr}};
  return probe::evaluate(stream, one, data.num_labels(), [] { return true; }).front().accuracy();
}

}  // namespace

bool HeadCheck::same() const {
  return largest_difference <= 0.02 * largest_weight && std::abs(stored_accuracy - accuracy) <= 2e-3;
}

Verification verify_run(const RunFolder& folder, std::uint64_t choice) {
  if (!std::filesystem::exists(folder.grid())) throw usage_error(folder.root().string() + ": holds no run");
  grid::Experiment experiment = grid::read_experiment(folder.grid());
  experiment.output = folder.root();
  Random random(choice);
  const TrainWork work = choose(folder, experiment, random);
  const ProbingContext context{folder, experiment};
  const auto heads = train_anew(context, work, [] { return true; });
  const TrainedHead& head = heads[random.below(heads.size())];
  const std::string name = head.labels + "/" + head.how;
  const probe::Head stored = read_head(context, work, name);
  const Repetition repetition = read_repetition(context, work);
  return {check_hashes(folder, experiment),
          {.head = grid::cell_name(experiment, work.cell) + ", seed " + std::to_string(work.seed) + ", " + name,
           .largest_weight = stored.weights.cwiseAbs().maxCoeff(),
           .largest_difference = (stored.weights - head.head.weights).cwiseAbs().maxCoeff(),
           .stored_accuracy = repetition.accuracy_of(head.labels, head.how, "dev"),
           .accuracy = dev_accuracy(CellData(folder, experiment, work.cell), head)}};
}

}  // namespace neurank::stage
