#include "probing/set_tables.hpp"

#include <cmath>

#include "analysis/concentration.hpp"
#include "analysis/label_counts.hpp"
#include "analysis/label_sets.hpp"
#include "analysis/layer_counts.hpp"
#include "analysis/sharing.hpp"
#include "base/cast.hpp"
#include "base/text.hpp"
#include "probing/card_choice.hpp"
#include "probing/set_means.hpp"
#include "ranking/mean_share.hpp"
#include "report/accuracy_rows.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

ConstMatrixView view(const Matrix& matrix) { return {matrix.data(), matrix.rows(), matrix.cols()}; }

/// Mean test accuracy of the task's heads, of masked ones with the largest share.
std::optional<double> test_accuracy(const Table& accuracy, analysis::Kept neurons, analysis::Training how) {
  return report::mean_test_accuracy(accuracy, {analysis::Labels::task, neurons, how}, [](std::size_t) { return true; });
}

/// Mean, band and p-value of what chance gives, as columns.
std::vector<Value> against_chance(const std::optional<double>& measured, const std::vector<double>& draws) {
  const auto found = measured ? analysis::against_chance(*measured, draws) : std::nullopt;
  if (!found) return std::vector<Value>(4);
  return {found->mean, found->band.low, found->band.high, found->p_value};
}

}  // namespace

SetTables::SetTables(const ProbingContext& context, const CellData& data, const RepetitionId& id,
                     const Repetition& repetition, const probe::Head& task)
    : context_(context),
      data_(data),
      id_(id),
      repetition_(repetition),
      task_(task),
      train_counts_(data.training_counts()),
      frequent_(analysis::frequent_labels(train_counts_, context.experiment.analyses.labels.min_count)),
      all_labels_(analysis::frequent_labels(train_counts_, 0)) {
  for (const char* name : {"minimal", "layers", "labels", "sharing", "metrics"})
    tables_[name] = report::empty_table(name);
  add_metric("gini", analysis::gini(ranking::mean_mass_share(view(task.weights))));
  const auto full = test_accuracy(repetition.accuracy, analysis::Kept::all, analysis::Training::full);
  const auto top = test_accuracy(repetition.accuracy, analysis::Kept::top, analysis::Training::masked);
  const auto random = test_accuracy(repetition.accuracy, analysis::Kept::random, analysis::Training::masked);
  add_metric("accuracy", full);
  if (top && random) add_metric("masked_gap", *top - *random);
  if (full && top) add_metric("masked_loss", *full - *top);
}

void SetTables::add_row(const std::string& table, std::vector<Value> values) {
  values.insert(values.begin(), id_.repetition);
  tables_.at(table).add_row(report::cell_row(cell_names(context_.experiment, id_.cell), std::move(values)));
}

void SetTables::add_metric(const std::string& name, std::optional<double> value) {
  if (value) add_row("metrics", {name, *value});
}

std::string SetTables::Set::suffix() const {
  return std::string("@").append(delta ? to_text(*delta) : to_text(std::round(1e4 * *share) / 100).append("%"));
}

std::vector<Value> SetTables::Set::with_size(std::vector<Value> values) const {
  values.insert(values.begin(), optional_value(delta));
  values.insert(values.end(), {n, optional_value(share)});
  return values;
}

void SetTables::add(const analysis::MinimalSize& set, const WholeAccuracies& whole, const SetAccuracies& accuracies,
                    const probe::Score& test) {
  add_minimal(set, whole, accuracies);
  const Set neurons = {.n = set.n, .delta = set.delta, .share = {}};
  add_layers(neurons);
  add_labels(neurons, test);
}

void SetTables::add_fixed(double share, Index n, const probe::Score& test) {
  const Set neurons = {.n = n, .delta = {}, .share = share};
  add_layers(neurons);
  add_labels(neurons, test);
}

void SetTables::add_minimal(const analysis::MinimalSize& set, const WholeAccuracies& whole,
                            const SetAccuracies& accuracies) {
  const double fraction = to_double(set.n) / to_double(data_.neurons());
  add_row("minimal", {set.delta,
                      set.n,
                      fraction,
                      whole.full_dev,
                      set.accuracy,
                      accuracies.top,
                      accuracies.random,
                      accuracies.bottom,
                      optional_value(accuracies.selectivity_all),
                      optional_value(accuracies.selectivity_top),
                      optional_value(accuracies.selectivity_random),
                      whole.unregularized_dev,
                      whole.full_test,
                      optional_value(accuracies.random_sd),
                      optional_value(accuracies.seen_all),
                      optional_value(accuracies.seen_top),
                      optional_value(accuracies.seen_random),
                      optional_value(accuracies.control_ceiling),
                      optional_value(accuracies.selectivity_own),
                      Value()});
  const std::string at = std::string("@").append(to_text(set.delta));
  add_metric("neurons" + at, to_double(set.n));
  add_metric("fraction" + at, fraction);
  add_metric("retrained_gap" + at, accuracies.top - accuracies.random);
  add_metric("selectivity" + at, accuracies.selectivity_top);
  add_metric("selectivity_own" + at, accuracies.selectivity_own);
  if (accuracies.selectivity_top && accuracies.selectivity_random)
    add_metric("selectivity_gap" + at, *accuracies.selectivity_top - *accuracies.selectivity_random);
}

void SetTables::add_layers(const Set& set) {
  const auto neurons = ranking::top(repetition_.ranking, set.n);
  const store::ActivationHeader& header = data_.header();
  const Index layers = header.layers, width = header.width;
  const auto counts = analysis::layer_counts(neurons, layers, width);
  const double expected = to_double(set.n) / to_double(layers);
  for (std::size_t layer = 0; layer < counts.size(); ++layer)
    add_row("layers",
            set.with_size({header.site, to_int64(header.layer_numbers[layer]), counts[layer],
                           to_double(counts[layer]) / to_double(set.n), expected, to_double(counts[layer]) / expected,
                           optional_value(analysis::layer_z(counts[layer], set.n, layers, width)),
                           analysis::layer_chance(counts[layer], set.n, layers, width)}));
  const double entropy = analysis::layer_entropy(counts);
  add_metric("layer_entropy" + set.suffix(), entropy);
  add_metric("layer_entropy_excess" + set.suffix(), entropy - analysis::expected_layer_entropy(set.n, layers, width));
  add_metric("layer_centre" + set.suffix(), analysis::layer_centre(counts, header.layer_numbers, header.depth));
}

void SetTables::add_labels(const Set& set, const probe::Score& test) {
  const auto sets = analysis::label_sets(view(task_.weights), repetition_.ranking, set.n);
  const auto residuals = analysis::size_residuals(sets, train_counts_, frequent_);
  for (std::size_t label = 0; label < sets.size(); ++label) {
    const auto top =
        analysis::top_layer(analysis::layer_counts(sets[label], data_.header().layers, data_.header().width));
    const auto id = to_index(label);
    auto row = set.with_size({data_.labels().names[label], train_counts_[label], to_int64(sets[label].size()),
                              top ? Value(data_.header().layer_numbers[to_size(*top)]) : Value(),
                              test.total[label] > 0 ? Value(test.recall(id)) : Value()});
    row.push_back(optional_value(residuals[label]));
    add_row("labels", std::move(row));
  }
  add_sharing(set, sets);
  if (!set.delta || (smallest_delta_ && *smallest_delta_ <= *set.delta)) return;
  smallest_delta_ = set.delta;
  label_arrays_ = label_arrays(described_labels(data_), sets, data_.header());
}

void SetTables::add_sharing(const Set& set, const std::vector<std::vector<Index>>& sets) {
  const auto shared = analysis::sharing(sets, frequent_, data_.neurons());
  std::vector<Value> row = set.with_size(
      {shared.union_size, shared.sum, optional_value(shared.sharing_ratio), optional_value(shared.mean_jaccard),
       optional_value(shared.expected_jaccard),
       optional_value(analysis::size_frequency_correlation(sets, train_counts_, frequent_)), to_int64(frequent_.size()),
       optional_value(analysis::size_frequency_correlation(sets, train_counts_, all_labels_))});
  const analysis::UnrelatedSharing& unrelated = unrelated_[set.n];
  for (const auto& [measured, draws] :
       {std::pair{shared.sharing_ratio, &unrelated.ratio}, {shared.mean_jaccard, &unrelated.jaccard}})
    for (const Value& value : against_chance(measured, *draws)) row.push_back(value);
  add_row("sharing", std::move(row));
  add_metric("sharing_ratio" + set.suffix(), shared.sharing_ratio);
  add_metric("label_jaccard" + set.suffix(), shared.mean_jaccard);
}

}  // namespace neurank::probing
