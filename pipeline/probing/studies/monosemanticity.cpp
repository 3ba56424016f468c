#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "analysis/label_counts.hpp"
#include "base/cast.hpp"
#include "probing/memory.hpp"
#include "probing/neuron_place.hpp"
#include "probing/studies/study_heads.hpp"
#include "probing/word_batches.hpp"
#include "ranking/label_distances.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using ranking::LabelValues;

/// Distance from which on a neuron tells a label from all others.
constexpr double telling = 1;

/// Labels that have heads of their own, those of most training words, and the neurons that such heads read.
constexpr std::size_t most_sparse_labels = 20;
constexpr std::array<Index, 7> sparse_sizes = {1, 2, 4, 8, 16, 32, 64};

LabelValues distances_of(const StudyAtWork& study) {
  const CellData& data = study.data;
  ranking::ClassMomentSums sums(data.num_labels(), data.neurons());
  const probe::NeuronPrefix all = {nullptr, data.neurons()};
  probe::BatchStream stream(data.source(), data.rows_of(corpus::Split::train), rows_of_a_ranked_batch, {});
  for_batches(std::move(stream), all, study.unit.keep_going(),
              [&](std::span<const Index> rows, const ConstMatrixRef& batch) {
                sums.add(batch, labels_at(*data.targets(), rows));
              });
  return ranking::label_distances(sums.moments());
}

/// Labels by how far they lie from others at a neuron, the furthest first; as they come where that is equal.
std::vector<Index> furthest_first(const LabelValues& distances, Index neuron, std::vector<Index> labels) {
  std::ranges::stable_sort(labels, std::greater(), [&](Index label) { return std::abs(distances(label, neuron)); });
  return labels;
}

void add_label(const StudyAtWork& study, const LabelValues& distances, Index neuron, const std::vector<Index>& labels,
               std::size_t place, std::vector<Value>& values) {
  const bool is_there = place < labels.size();
  values.push_back(is_there ? Value(study.data.labels().names[to_size(labels[place])]) : Value());
  values.push_back(is_there ? Value(distances(labels[place], neuron)) : Value());
}

/// How many labels each neuron tells, and which most of all.
Table told_labels(const StudyAtWork& study, const LabelValues& distances, const std::vector<Index>& labels) {
  Table table = report::empty_table("monosemanticity");
  const store::ActivationHeader& header = study.data.header();
  for (Index neuron = 0; neuron < study.data.neurons(); ++neuron) {
    const auto sorted = furthest_first(distances, neuron, labels);
    const auto is_told = [&](Index label) { return std::abs(distances(label, neuron)) > telling; };
    const NeuronPlace place(header, neuron);
    std::vector<Value> values = {place.name(), place.layer, place.index,
                                 to_int64(std::ranges::count_if(sorted, is_told))};
    add_label(study, distances, neuron, sorted, 0, values);
    add_label(study, distances, neuron, sorted, 1, values);
    table.add_row(report::cell_row(study.name(), std::move(values)));
  }
  return table;
}

/// Heads that tell one label from all others by the neurons at which it lies furthest from them.
class SparseHeads {
 public:
  SparseHeads(const StudyAtWork& study, const LabelValues& distances)
      : study_(study), distances_(distances), training_(study.data.training()), heads_(study, training_) {}

  /// A row for each number of neurons. Words of a label in dev or test alone are others.
  Table measure(Index label) const {
    const auto order = std::make_shared<const std::vector<Index>>(nearest_last(label));
    const auto targets = std::make_shared<std::vector<std::int32_t>>(*study_.data.targets());
    for (auto& target : *targets) target = target < 0 ? target : target == label ? 1 : 0;
    std::vector<StudyHead> asked;
    for (const Index n : sparse_sizes)
      if (n < study_.data.neurons()) asked.push_back({analysis::Labels::task, {order, n}, targets});
    const auto found = heads_.find(asked);
    const auto scores = heads_.measure(asked, found, Measured::test);
    const Index words = study_.data.training_counts()[to_size(label)];
    Table table = report::empty_table("sparse_probes");
    for (std::size_t i = 0; i < asked.size(); ++i)
      table.add_row(report::cell_row(study_.name(), {study_.data.labels().names[to_size(label)], words,
                                                     asked[i].neurons.size, optional_value(scores[i].f1(1))}));
    return table;
  }

 private:
  /// Neurons by how far the label lies from others, as they come where that is equal.
  std::vector<Index> nearest_last(Index label) const {
    std::vector<Index> order(to_size(distances_.cols()));
    std::iota(order.begin(), order.end(), Index{0});
    std::ranges::stable_sort(order, std::greater(), [&](Index n) { return std::abs(distances_(label, n)); });
    return order;
  }

  const StudyAtWork& study_;
  const LabelValues& distances_;
  probe::TrainingRows training_;
  StudyHeads heads_;
};

/// The labels that have most training words. @param labels ascending
std::vector<Index> most_frequent(const StudyAtWork& study, std::vector<Index> labels) {
  const std::vector<Index> counts = study.data.training_counts();
  std::ranges::stable_sort(labels, std::greater(), [&](Index label) { return counts[to_size(label)]; });
  labels.resize(std::min(labels.size(), most_sparse_labels));
  return labels;
}

}  // namespace

store::ResultSet count_told_labels(const StudyAtWork& study) {
  const LabelValues distances = distances_of(study);
  const auto labels = analysis::frequent_labels(study.data.training_counts(), study.analyses().labels.min_count);
  store::ResultSet results;
  results.tables["monosemanticity"] = told_labels(study, distances, labels);
  Table& sparse = results.tables["sparse_probes"] = report::empty_table("sparse_probes");
  const SparseHeads heads(study, distances);
  for (const Index label : most_frequent(study, labels)) {
    const auto& found = study.unit.step([&] {
      return store::ResultSet{.attributes = {}, .tables = {{"sparse_probes", heads.measure(label)}}, .arrays = {}};
    });
    sparse.append(found.tables.at("sparse_probes"));
  }
  return results;
}

}  // namespace neurank::probing
