#include "stage/minimal_search.hpp"

#include "analysis/minimal_plan.hpp"

namespace neurank::stage {
namespace {

/// Keeps a head for every delta for which it is the smallest so far that does.
void consider(const Subset& subset, const std::shared_ptr<const probe::Head>& head, double accuracy, double oracle,
              std::vector<MinimalSet>& sets) {
  for (MinimalSet& set : sets)
    if (subset.n < set.subset.n && analysis::smallest_within({&accuracy, 1}, oracle, set.delta))
      set = {set.delta, subset, accuracy, head};
}

/// Trains and measures subsets; top ones are considered, and their accuracies returned in the order of the subsets.
std::vector<double> train_wave(const SubsetHeads& trainer, const std::vector<Subset>& wave, double oracle,
                               const RecordAccuracy& record, std::vector<MinimalSet>& sets) {
  std::vector<double> top;
  trainer.train(wave, [&](const std::vector<Subset>& subsets, std::vector<probe::Head>&& heads) {
    std::vector<const probe::Head*> pointers;
    for (const auto& head : heads) pointers.push_back(&head);
    const auto scores = trainer.measure(subsets, pointers, Measured::dev);
    for (std::size_t i = 0; i < subsets.size(); ++i) {
      const double accuracy = scores[i].accuracy();
      record(subsets[i], accuracy);
      if (subsets[i].neurons != "top") continue;
      top.push_back(accuracy);
      consider(subsets[i], std::make_shared<const probe::Head>(std::move(heads[i])), accuracy, oracle, sets);
    }
  });
  return top;
}

}  // namespace

std::vector<MinimalSet> search_minimal_sets(const SubsetHeads& trainer, const Oracle& oracle,
                                            const std::vector<double>& deltas, const RecordAccuracy& record) {
  std::vector<MinimalSet> sets;
  for (const double delta : deltas)
    sets.push_back({delta, {"task", "all", 0, trainer.neurons()}, oracle.accuracy, oracle.head});
  std::vector<Index> sizes = analysis::coarse_sizes(trainer.neurons());
  std::vector<Subset> coarse, fine;
  for (const auto& [kind, draw] : {std::pair{"top", 0}, {"bottom", 0}, {"random", 1}})
    for (const Index n : sizes)
      if (n < trainer.neurons()) coarse.push_back({"task", kind, draw, n});
  std::vector<double> accuracies = train_wave(trainer, coarse, oracle.accuracy, record, sets);
  accuracies.push_back(oracle.accuracy);  // the last size is all neurons
  for (const Index n : analysis::refinement(trainer.neurons(), sizes, accuracies, oracle.accuracy, deltas))
    fine.push_back({"task", "top", 0, n});
  train_wave(trainer, fine, oracle.accuracy, record, sets);
  return sets;
}

}  // namespace neurank::stage
