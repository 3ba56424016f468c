#include <map>
#include <set>

#include "base/cast.hpp"
#include "probing/minimal_heads.hpp"
#include "probing/repetition.hpp"
#include "probing/set_tables.hpp"
#include "report/accuracy_rows.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using analysis::Labels;
using analysis::Training;
using probe::Head;
using probe::Score;

/// Accuracies of retrained heads: rows of the accuracy table, and means over draws.
class RetrainedAccuracies {
 public:
  RetrainedAccuracies(const grid::Experiment& experiment, const RepetitionId& id, Index neurons)
      : experiment_(experiment), id_(id), neurons_(to_double(neurons)), table_(report::empty_table("accuracy")) {}

  void add(const Subset& subset, Measured split, double accuracy) {
    const report::AccuracyRow row = {.repetition = id_.repetition,
                                     .labels = subset.labels,
                                     .split = split,
                                     .neurons = subset.neurons,
                                     .how = Training::retrained,
                                     .keep = to_double(subset.n) / neurons_,
                                     .n = subset.n,
                                     .draw = subset.draw,
                                     .accuracy = accuracy};
    table_.add_row(report::cell_row(cell_names(experiment_, id_.cell), report::values_of(row)));
    auto& [sum, count] = sums_[{subset.labels, subset.neurons, subset.n, split}];
    sum += accuracy;
    ++count;
  }

  /// @pre such an accuracy was added
  double mean(Labels labels, Kept neurons, Index n, Measured split) const {
    const auto& [sum, count] = sums_.at({labels, neurons, n, split});
    return sum / count;
  }

  const Table& table() const { return table_; }

 private:
  const grid::Experiment& experiment_;
  const RepetitionId& id_;
  double neurons_;
  Table table_;
  std::map<std::tuple<Labels, Kept, Index, Measured>, std::pair<double, int>> sums_;
};

/// What is trained beside the top n for comparison at the same size.
std::vector<Subset> comparisons(const std::vector<MinimalSet>& sets, Index neurons, Index draws, bool control) {
  std::set<Index> sizes;
  for (const MinimalSet& set : sets)
    if (set.subset.n < neurons) sizes.insert(set.subset.n);
  std::vector<Subset> subsets;
  for (const Index n : sizes) subsets.push_back({Labels::task, Kept::bottom, 0, n});
  for (const Index n : sizes)
    if (control) subsets.push_back({Labels::control, Kept::top, 0, n});
  for (Index draw = 1; draw <= draws; ++draw)
    for (const Index n : sizes)
      for (const Labels labels : all_of<Labels>())
        if (control || labels == Labels::task) subsets.push_back({labels, Kept::random, draw, n});
  return subsets;
}

void measure_comparisons(const SubsetHeads& trainer, const std::vector<Subset>& subsets,
                         RetrainedAccuracies& accuracies) {
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
  for (const MinimalSet& set : sets) {
    subsets.push_back(set.subset);
    heads.push_back(set.head.get());
  }
  auto test = trainer.measure(subsets, heads, Measured::test);
  const auto unseen = trainer.measure(subsets, heads, Measured::unseen);
  std::set<Index> added;
  for (std::size_t i = 0; i < sets.size(); ++i) {
    if (!added.insert(subsets[i].n).second || subsets[i].neurons == Kept::all) continue;
    accuracies.add(subsets[i], Measured::test, test[i].accuracy());
    accuracies.add(subsets[i], Measured::unseen, unseen[i].accuracy());
  }
  return test;
}

/// Test accuracies at the size of a minimal set. All neurons: the cell's own heads stand for every kind.
SetAccuracies accuracies_of(const MinimalSet& set, const Repetition& repetition, const RetrainedAccuracies& accuracies,
                            bool control) {
  const auto own = [&](Labels labels) { return repetition.accuracy_of(labels, Training::full, Measured::test); };
  const auto retrained = [&](Labels labels, Kept neurons) {
    const bool is_whole = set.subset.neurons == Kept::all;
    return is_whole ? own(labels) : accuracies.mean(labels, neurons, set.subset.n, Measured::test);
  };
  SetAccuracies found{.top = retrained(Labels::task, Kept::top),
                      .random = retrained(Labels::task, Kept::random),
                      .bottom = retrained(Labels::task, Kept::bottom),
                      .selectivity_all = {},
                      .selectivity_top = {},
                      .selectivity_random = {}};
  if (!control) return found;
  found.selectivity_all = own(Labels::task) - own(Labels::control);
  found.selectivity_top = found.top - retrained(Labels::control, Kept::top);
  found.selectivity_random = found.random - retrained(Labels::control, Kept::random);
  return found;
}

}  // namespace

void find_minimal_sets(const ProbingContext& context, const MinimalWork& work, const schedule::KeepGoing& keep_going) {
  const grid::Experiment& experiment = context.experiment;
  const RepetitionId& id = work.id;
  const CellData data(context.folder, experiment, id.cell);
  const Repetition repetition = read_repetition(context, id);
  const SubsetHeads trainer(context, data, id, repetition.ranking, repetition.penalty, keep_going);
  RetrainedAccuracies accuracies(experiment, id, data.neurons());

  const Oracle oracle{std::make_shared<const Head>(repetition.task),
                      repetition.accuracy_of(Labels::task, Training::full, Measured::dev)};
  const auto sets = search_minimal_sets(
      trainer, oracle, experiment.analyses.minimal.delta,
      [&](const Subset& subset, double accuracy) { accuracies.add(subset, Measured::dev, accuracy); });
  const bool control = experiment.analyses.control;
  measure_comparisons(trainer, comparisons(sets, data.neurons(), experiment.analyses.minimal.draws, control),
                      accuracies);
  const auto test = measure_chosen(trainer, sets, accuracies);

  SetTables tables(context, data, id, repetition);
  for (std::size_t i = 0; i < sets.size(); ++i)
    tables.add(sets[i], oracle.accuracy, accuracies_of(sets[i], repetition, accuracies, control), test[i]);
  tables.add_accuracies(accuracies.table());
  write_unit(context, id.cell, schedule::Stage::minimal, std::to_string(id.repetition),
             {.attributes = {}, .tables = tables.take(), .arrays = {}});
}

}  // namespace neurank::probing
