#include "probing/retrained.hpp"

#include <algorithm>

#include "analysis/moments.hpp"
#include "base/cast.hpp"
#include "probing/repetition.hpp"
#include "report/accuracy_rows.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using analysis::Labels;

bool is_of_the_top(const Subset& subset) { return subset.labels == Labels::task && subset.neurons == Kept::top; }

report::AccuracyRow row_of(const RepetitionId& id, const Subset& subset, Index neurons, Measured split,
                           std::optional<double> accuracy) {
  return {.repetition = id.repetition,
          .labels = subset.labels,
          .split = split,
          .neurons = subset.neurons,
          .how = analysis::Training::retrained,
          .keep = to_double(subset.n) / to_double(neurons),
          .n = subset.n,
          .draw = subset.draw,
          .accuracy = accuracy};
}

void add_recalls(Index n, const probe::Score& score, Table& recalls) {
  for (std::size_t label = 0; label < score.total.size(); ++label)
    recalls.add_row({n, to_int64(label), score.correct[label], score.total[label]});
}

}  // namespace

store::ResultSet nothing_retrained(const CellData& data) {
  const Table recall({{"n", ColumnType::integer},
                      {"label", ColumnType::integer},
                      {"correct", ColumnType::integer},
                      {"total", ColumnType::integer}});
  store::ResultSet nothing = no_right_words(data);
  nothing.tables = {{"accuracy", report::empty_table("accuracy")},
                    {"training", report::empty_table("training")},
                    {"convergence", report::empty_table("convergence")},
                    {"recall", recall}};
  return nothing;
}

void retrain(const ProbingContext& context, const RepetitionId& id, const SubsetHeads& trainer,
             std::vector<Subset> subsets, store::ResultSet& results) {
  // Neighbours on the same neurons share a product.
  std::ranges::stable_sort(subsets, {}, [](const Subset& s) { return std::tuple(s.neurons, s.draw, s.n, s.labels); });
  const auto cell = cell_names(context.experiment, id.cell);
  const auto measure = [&](const std::vector<Subset>& part, const std::vector<FoundHead>& heads) {
    store::ResultSet found = nothing_retrained(trainer.data());
    for (std::size_t i = 0; i < part.size(); ++i) {
      const auto row = row_of(id, part[i], trainer.data().neurons(), Measured::dev, {});
      const auto& [last, before] = heads[i].loss;
      found.tables.at("training")
          .add_row(report::cell_row(cell, report::training_values(row, last, before, std::nullopt)));
      add_convergence(context, id.cell, row, trainer.penalty(), heads[i], found.tables.at("convergence"));
    }
    for (const Measured split : all_of<Measured>()) {
      const auto scores = trainer.measure(part, heads, split);
      add_right_words(split, scores, found);
      for (std::size_t i = 0; i < part.size(); ++i) {
        const auto row = row_of(id, part[i], trainer.data().neurons(), split, scores[i].accuracy());
        found.tables.at("accuracy").add_row(report::cell_row(cell, report::values_of(row)));
        if (split == Measured::test && is_of_the_top(part[i]))
          add_recalls(part[i].n, scores[i], found.tables.at("recall"));
      }
    }
    return found;
  };
  for (const auto& found : trainer.train(subsets, measure)) store::append_rows(results, found);
}

RetrainedHeads::RetrainedHeads()
    : accuracies_(report::empty_table("accuracy")),
      trainings_(report::empty_table("training")),
      convergence_(report::empty_table("convergence")) {}

void RetrainedHeads::add(const store::ResultSet& results) {
  const Table& accuracies = results.tables.at("accuracy");
  for (std::size_t i = 0; i < accuracies.num_rows(); ++i) {
    const report::AccuracyRow row = report::accuracy_row(accuracies, i);
    measured_[{row.labels, row.neurons, row.n, row.split}].push_back(row.accuracy.value_or(0));
    if (row.labels == Labels::task && row.neurons == Kept::top && row.split == Measured::dev)
      top_[row.n] = row.accuracy.value_or(0);
  }
  accuracies_.append(accuracies);
  if (right_.arrays.empty())
    right_.arrays = results.arrays;
  else
    store::append_rows(right_, {.attributes = {}, .tables = {}, .arrays = results.arrays});
  trainings_.append(results.tables.at("training"));
  convergence_.append(results.tables.at("convergence"));
  const Table& recalls = results.tables.at("recall");
  for (std::size_t i = 0; i < recalls.num_rows(); ++i) {
    probe::Score& score = on_test_[recalls.integer(i, "n")];
    score.correct.push_back(recalls.integer(i, "correct"));
    score.total.push_back(recalls.integer(i, "total"));
  }
}

double RetrainedHeads::mean_accuracy(Labels labels, Kept neurons, Index n, Measured split) const {
  return analysis::mean(measured_.at({labels, neurons, n, split}));
}

std::optional<double> RetrainedHeads::accuracy_sd(Labels labels, Kept neurons, Index n, Measured split) const {
  return analysis::standard_deviation(measured_.at({labels, neurons, n, split}));
}

}  // namespace neurank::probing
