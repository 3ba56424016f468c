#include <algorithm>
#include <set>

#include "analysis/label_counts.hpp"
#include "analysis/minimal_plan.hpp"
#include "base/cast.hpp"
#include "probing/chance_units.hpp"
#include "probing/repetition.hpp"
#include "probing/retrained.hpp"
#include "probing/set_accuracies.hpp"
#include "probing/set_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using analysis::Labels;
using analysis::Training;
using schedule::AtWork;
using schedule::Stage;

void add_part(const ProbingContext& context, const RepetitionId& id, const std::string& name, RetrainedHeads& heads) {
  heads.add(read_unit(context, id.cell, Stage::minimal, part_of(id, name)));
}

/// What the parts of the search before a wave have measured.
RetrainedHeads searched_before(const ProbingContext& context, const RepetitionId& id, const MinimalScope& scope,
                               std::size_t wave) {
  RetrainedHeads heads;
  for (const SearchPart& part : cut_search_of_top(scope))
    if (part.end_wave <= wave) add_part(context, id, part.name(), heads);
  return heads;
}

WholeAccuracies whole_of(const Repetition& repetition) {
  return {.full_dev = repetition.accuracy_of(Labels::task, Training::full, Measured::dev),
          .unregularized_dev = repetition.accuracy_of(Labels::task, Training::unregularized, Measured::dev),
          .full_test = repetition.accuracy_of(Labels::task, Training::full, Measured::test)};
}

/// With Reference::full a penalty that costs accuracy makes small sets, whose heads it costs less, look enough.
analysis::MinimalQuestion question_of(const ProbingContext& context, const MinimalScope& scope,
                                      const Repetition& repetition) {
  const auto& minimal = context.experiment.analyses.minimal;
  const auto [full, unregularized, on_test] = whole_of(repetition);
  return {.neurons = scope.neurons,
          .oracle = minimal.reference == analysis::Reference::best ? std::max(full, unregularized) : full,
          .deltas = minimal.delta,
          .whole = full};
}

/// A part's sizes of a wave, as heads on the top neurons.
std::vector<Subset> slice_of(const SearchPart& part, const std::vector<Index>& sizes) {
  std::vector<Subset> subsets;
  for (std::size_t i = part.slice; i < sizes.size(); i += part.slices)
    subsets.push_back({Labels::task, Kept::top, 0, sizes[i]});
  return subsets;
}

store::ResultSet no_random_sets() {
  return {
      .attributes = {},
      .tables = {{chance_units::random_sets,
                  Table({{"n", ColumnType::integer}, {"draw", ColumnType::integer}, {"accuracy", ColumnType::real}})}},
      .arrays = {}};
}

/// What labels that have nothing to do with each other would share, at the sizes of all sets.
std::map<Index, analysis::UnrelatedSharing> unrelated_sharing(const ProbingContext& context, const RepetitionId& id,
                                                              const probe::Head& task, const probe::Penalty& penalty,
                                                              const std::vector<analysis::MinimalSize>& minimal) {
  const CellData& data = context.open(id.cell);
  const auto& analyses = context.experiment.analyses;
  const std::vector<Index> fixed = analysis::fixed_sizes(data.neurons());
  std::set<Index> distinct(fixed.begin(), fixed.end());
  for (const auto& set : minimal) distinct.insert(set.n);
  const std::vector<Index> sizes(distinct.begin(), distinct.end());
  const bool is_norm = context.settings(id.cell).ridge == probe::RidgeForm::norm;
  const double norm = std::max(1e-30, to_double(task.weights.norm()));
  const auto draws = analysis::permuted_sharing(
      {task.weights.data(), task.weights.rows(), task.weights.cols()}, sizes,
      {.deviations = data.deviations(),
       .ranked = labels_that_rank(context, id.cell),
       .compared = analysis::frequent_labels(data.training_counts(), analyses.labels.min_count),
       .l1 = penalty.l1,
       .l2 = is_norm ? penalty.l2 / (2 * norm) : penalty.l2,  // of about the same slope
       .draws = analyses.nulls.draws,
       .seed = repetition_seeds(context.experiment.seed, id.repetition).random_sets});
  std::map<Index, analysis::UnrelatedSharing> by_size;
  for (std::size_t i = 0; i < sizes.size(); ++i) by_size[sizes[i]] = draws[i];
  return by_size;
}

/// Trains heads on subsets of a cell's neurons.
void retrain(const ProbingContext& context, const RepetitionId& id, const Repetition& repetition,
             const std::vector<Subset>& subsets, ResumableUnit& unit, store::ResultSet& results) {
  const CellData& data = context.open(id.cell);
  const SubsetHeads trainer(context, data, id, repetition.ranking, repetition.penalty, unit);
  retrain(context, id, trainer, subsets, results);
}

/// What the search has found.
struct Searched {
  const analysis::SizeAccuracies& tried;
  const std::vector<analysis::MinimalSize>& minimal;
};

/// Sizes of the slots of rivals: the fixed ones, then for each delta that of its minimal set; none twice, none that the
/// search has trained, and not all neurons.
std::vector<std::vector<Index>> slot_sizes(Labels labels, Kept neurons, const MinimalScope& scope,
                                           const Searched& searched) {
  std::set<Index> seen = {scope.neurons};
  if (labels == Labels::task && neurons == Kept::top)
    for (const auto& [n, accuracy] : searched.tried) seen.insert(n);
  std::vector<std::vector<Index>> slots(1);
  for (const Index n : fixed_sizes(labels, neurons, scope))
    if (seen.insert(n).second) slots[0].push_back(n);
  for (std::size_t at = 0; at < deltas_of(neurons, scope).size(); ++at) {
    auto& slot = slots.emplace_back();
    if (const Index n = searched.minimal[at].n; seen.insert(n).second) slot.push_back(n);
  }
  return slots;
}

std::vector<Subset> subsets_of(const Rivals& rivals, const MinimalScope& scope, const Searched& searched) {
  std::vector<Subset> subsets;
  std::size_t slot = 0;
  for (const Labels labels : labels_of(rivals.neurons, scope.control))
    for (const auto& sizes : slot_sizes(labels, rivals.neurons, scope, searched))
      if (const std::size_t at = slot++; rivals.first_slot <= at && at < rivals.end_slot)
        for (const Index n : sizes) subsets.push_back({labels, rivals.neurons, rivals.draw, n});
  return subsets;
}

}  // namespace

void search_top_sets(const ProbingContext& context, const SearchWork& work, const AtWork& at_work) {
  ResumableUnit unit =
      resumable_unit(context, work.id.cell, Stage::minimal, part_of(work.id, work.part.name()), at_work);
  const Repetition repetition = read_repetition(context, work.id);
  const auto question = question_of(context, work.scope, repetition);
  const auto before = searched_before(context, work.id, work.scope, work.part.first_wave);
  analysis::SizeAccuracies tried = before.top();
  const CellData& data = context.open(work.id.cell);
  store::ResultSet results = nothing_retrained(data);
  for (std::size_t wave = work.part.first_wave; wave < work.part.end_wave; ++wave) {
    const auto subsets = slice_of(work.part, analysis::wave_sizes(wave, question, tried));
    if (subsets.empty()) continue;
    store::ResultSet found = nothing_retrained(data);
    retrain(context, work.id, repetition, subsets, unit, found);
    RetrainedHeads heads;
    heads.add(found);
    tried.insert(heads.top().begin(), heads.top().end());
    store::append_rows(results, found);
  }
  unit.finish(std::move(results));
}

void train_rivals(const ProbingContext& context, const RivalWork& work, const AtWork& at_work) {
  ResumableUnit unit =
      resumable_unit(context, work.id.cell, Stage::minimal, part_of(work.id, work.rivals.name()), at_work);
  const Repetition repetition = read_repetition(context, work.id);
  const auto searched = searched_before(context, work.id, work.scope, SIZE_MAX);
  const auto minimal = analysis::smallest_sizes(question_of(context, work.scope, repetition), searched.top());
  store::ResultSet results = nothing_retrained(context.open(work.id.cell));
  if (const auto subsets = subsets_of(work.rivals, work.scope, {searched.top(), minimal}); !subsets.empty())
    retrain(context, work.id, repetition, subsets, unit, results);
  unit.finish(std::move(results));
}

SmallestSet smallest_set(const ProbingContext& context, const RepetitionId& id, const MinimalScope& scope) {
  const auto searched = searched_before(context, id, scope, SIZE_MAX);
  const auto question = question_of(context, scope, read_repetition(context, id));
  const auto sets = analysis::smallest_sizes(question, searched.top());
  const auto smallest = *std::ranges::min_element(sets, {}, &analysis::MinimalSize::delta);
  return {smallest.n, question.oracle, smallest.delta};
}

void train_random_sets(const ProbingContext& context, const RandomSetsWork& work, const AtWork& at_work) {
  ResumableUnit unit = resumable_unit(context, work.id.cell, Stage::minimal, part_of(work.id, work.name()), at_work);
  const Repetition repetition = read_repetition(context, work.id);
  const Index size = smallest_set(context, work.id, work.scope).n;
  const CellData& data = context.open(work.id.cell);
  const SubsetHeads trainer(context, data, work.id, repetition.ranking, repetition.penalty, unit);
  std::vector<Subset> subsets;
  for (Index draw = work.first; draw < work.first + work.count && size < work.scope.neurons; ++draw)
    subsets.push_back({Labels::task, Kept::random, draw, size});
  store::ResultSet results = no_random_sets();
  const auto measure = [&](const std::vector<Subset>& part, const std::vector<FoundHead>& heads) {
    store::ResultSet found = no_random_sets();
    const auto scores = trainer.measure(part, heads, Measured::test);
    for (std::size_t i = 0; i < part.size(); ++i)
      found.tables.at(chance_units::random_sets)
          .add_row({part[i].n, part[i].draw, optional_value(scores[i].accuracy())});
    return found;
  };
  for (const auto& found : trainer.train(subsets, measure)) store::append_rows(results, found);
  unit.finish(std::move(results));
}

void find_minimal_sets(const ProbingContext& context, const MinimalWork& work, const AtWork& at_work) {
  const RepetitionId& id = work.id;
  Repetition repetition = read_repetition(context, id);
  repetition.accuracy.append(masked_accuracies(context, id));
  RetrainedHeads heads = searched_before(context, id, work.scope, SIZE_MAX);
  const auto minimal = analysis::smallest_sizes(question_of(context, work.scope, repetition), heads.top());
  for (const Rivals& rivals : cut_rivals(work.scope)) add_part(context, id, rivals.name(), heads);

  const CellData& data = context.open(id.cell);
  const probe::Head task = read_head(context, id, TrainedHead().name());
  SetTables tables(context, data, id, repetition, task);
  if (id.repetition == chance_repetition)
    tables.set_unrelated(unrelated_sharing(context, id, task, repetition.penalty, minimal));
  for (const auto& set : minimal) {
    const probe::Score on_test = set.n < work.scope.neurons
                                     ? heads.top_on_test(set.n)
                                     : score_of(data, task, data.targets(), Measured::test, at_work.keep_going);
    tables.add(set, whole_of(repetition), accuracies_of(set, work.scope, repetition, heads, data), on_test);
  }
  for (const double share : analysis::fixed_shares)
    if (const Index n = ranking::count_of(share, work.scope.neurons); n < work.scope.neurons)
      tables.add_fixed(share, n, heads.top_on_test(n));
  if (const Index width = work.scope.first_layer; width > 0 && width < work.scope.neurons)
    tables.add_first_layer(whole_of(repetition),
                           heads.mean_accuracy(Labels::task, Kept::first_layer, width, Measured::test));
  tables.add_heads(heads);
  auto arrays = tables.take_label_arrays();
  arrays.insert(heads.right_words().begin(), heads.right_words().end());
  write_unit(context, id.cell, Stage::minimal, std::to_string(id.repetition),
             {.attributes = {}, .tables = tables.take(), .arrays = std::move(arrays)}, at_work);
}

}  // namespace neurank::probing
