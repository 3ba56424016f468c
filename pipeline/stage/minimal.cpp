#include <map>
#include <set>

#include "stage/minimal_search.hpp"
#include "stage/repetition.hpp"
#include "stage/result_tables.hpp"
#include "stage/set_tables.hpp"

namespace neurank::stage {
namespace {

using probe::Head;
using probe::Score;

/// Accuracies of retrained heads: rows of the accuracy table, and means over draws.
class RetrainedAccuracies {
 public:
  RetrainedAccuracies(const grid::Experiment& experiment, const TrainWork& work, Index neurons)
      : experiment_(experiment), work_(work), neurons_(static_cast<double>(neurons)), table_(empty_table("accuracy")) {}

  void add(const Subset& subset, Measured split, double accuracy) {
    const double keep = static_cast<double>(subset.n) / neurons_;
    const Value draw = subset.draw > 0 ? Value(std::int64_t{subset.draw}) : Value();
    table_.add_row(cell_row(experiment_, work_.cell,
                            {std::int64_t{work_.seed}, subset.labels, measured_names[static_cast<int>(split)],
                             subset.neurons, "retrained", keep, std::int64_t{subset.n}, draw, accuracy}));
    auto& [sum, count] = sums_[{subset.labels, subset.neurons, subset.n, split}];
    sum += accuracy;
    ++count;
  }

  /// @pre such an accuracy was added
  double mean(const std::string& labels, const std::string& neurons, Index n, Measured split) const {
    const auto& [sum, count] = sums_.at({labels, neurons, n, split});
    return sum / count;
  }

  const Table& table() const { return table_; }

 private:
  const grid::Experiment& experiment_;
  const TrainWork& work_;
  double neurons_;
  Table table_;
  std::map<std::tuple<std::string, std::string, Index, Measured>, std::pair<double, int>> sums_;
};

/// What is trained beside the top n for comparison at the same size.
std::vector<Subset> rivals(const std::vector<MinimalSet>& sets, Index neurons, Index draws, bool control) {
  std::set<Index> sizes;
  for (const MinimalSet& set : sets)
    if (set.subset.n < neurons) sizes.insert(set.subset.n);
  std::vector<Subset> subsets;
  for (const Index n : sizes) subsets.push_back({"task", "bottom", 0, n});
  for (const Index n : sizes)
    if (control) subsets.push_back({"control", "top", 0, n});
  for (Index draw = 1; draw <= draws; ++draw)
    for (const Index n : sizes)
      for (const char* labels : {"task", "control"})
        if (control || labels == std::string("task")) subsets.push_back({labels, "random", draw, n});
  return subsets;
}

void measure_rivals(const SubsetHeads& trainer, const std::vector<Subset>& subsets, RetrainedAccuracies& accuracies) {
  trainer.train(subsets, [&](const std::vector<Subset>& part, std::vector<Head>&& heads) {
    std::vector<const Head*> pointers;
    for (const auto& head : heads) pointers.push_back(&head);
    for (const Measured split : {Measured::dev, Measured::test, Measured::unseen}) {
      const auto scores = trainer.measure(part, pointers, split);
      for (std::size_t i = 0; i < part.size(); ++i) accuracies.add(part[i], split, scores[i].accuracy());
    }
  });
}

/// Measures the chosen heads, each once, on test words. @return [sets] scores on test
std::vector<Score> measure_chosen(const SubsetHeads& trainer, const std::vector<MinimalSet>& sets,
                                  RetrainedAccuracies& accuracies) {
  std::vector<Subset> subsets;
  std::vector<const Head*> heads;
  for (const MinimalSet& set : sets) subsets.push_back(set.subset), heads.push_back(set.head.get());
  const auto test = trainer.measure(subsets, heads, Measured::test);
  const auto unseen = trainer.measure(subsets, heads, Measured::unseen);
  std::set<Index> added;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (!added.insert(subsets[i].n).second || subsets[i].neurons == "all") continue;
    accuracies.add(subsets[i], Measured::test, test[i].accuracy());
    accuracies.add(subsets[i], Measured::unseen, unseen[i].accuracy());
  }
  return test;
}

/// Test accuracies at the size of a minimal set. All neurons: the cell's own heads stand for every kind.
SetAccuracies accuracies_of(const MinimalSet& set, const Repetition& repetition, const RetrainedAccuracies& accuracies,
                            bool control) {
  const auto own = [&](const char* labels) { return repetition.accuracy_of(labels, "full", "test"); };
  const auto retrained = [&](const char* labels, const char* neurons) {
    return set.subset.neurons == "all" ? own(labels) : accuracies.mean(labels, neurons, set.subset.n, Measured::test);
  };
  SetAccuracies found{.top = retrained("task", "top"),
                      .random = retrained("task", "random"),
                      .bottom = retrained("task", "bottom"),
                      .selectivity_all = {},
                      .selectivity_top = {},
                      .selectivity_random = {}};
  if (!control) return found;
  found.selectivity_all = own("task") - own("control");
  found.selectivity_top = found.top - retrained("control", "top");
  found.selectivity_random = found.random - retrained("control", "random");
  return found;
}

}  // namespace

void find_minimal_sets(const ProbingContext& context, const MinimalWork& work, const schedule::KeepGoing& keep_going) {
  const grid::Experiment& experiment = context.experiment;
  const TrainWork repeated{work.cell, work.seed};
  const CellData data(context.folder, experiment, work.cell);
  const Repetition repetition = read_repetition(context, repeated);
  const SubsetHeads trainer(context, data, repeated, repetition.ranking, keep_going);
  RetrainedAccuracies accuracies(experiment, repeated, data.neurons());

  const Oracle oracle{std::make_shared<const Head>(repetition.task), repetition.accuracy_of("task", "full", "dev")};
  const auto sets = search_minimal_sets(
      trainer, oracle, experiment.analyses.minimal.delta,
      [&](const Subset& subset, double accuracy) { accuracies.add(subset, Measured::dev, accuracy); });
  const bool control = experiment.analyses.control;
  measure_rivals(trainer, rivals(sets, data.neurons(), experiment.analyses.minimal.draws, control), accuracies);
  const auto test = measure_chosen(trainer, sets, accuracies);

  SetTables tables(context, data, repeated, repetition);
  for (std::size_t i = 0; i < sets.size(); ++i)
    tables.add(sets[i], oracle.accuracy, accuracies_of(sets[i], repetition, accuracies, control), test[i]);
  tables.add_accuracies(accuracies.table());
  write_unit(context, work.cell, schedule::Stage::minimal, std::to_string(work.seed),
             {.attributes = {}, .tables = tables.take(), .arrays = {}});
}

}  // namespace neurank::stage
