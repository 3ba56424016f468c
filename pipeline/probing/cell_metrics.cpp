#include "probing/cell_metrics.hpp"

#include "report/table_queries.hpp"

namespace neurank::probing {

CellMetrics::CellMetrics(const ProbingContext& context, const grid::Cell& cell) {
  const auto is_metrics = [](const std::string& name) { return name == "metrics"; };
  const auto file = context.folder.unit(context.experiment, cell, schedule::Stage::reduce, "");
  const auto unit = store::read_results(file, {.tables = is_metrics});
  const Table& metrics = unit.tables.at("metrics");
  for (std::size_t row = 0; row < metrics.num_rows(); ++row)
    values_[metrics.text(row, "metric")][metrics.integer(row, "seed")] = metrics.real(row, "value");
  for (WordMetric& metric : to_word_metrics(unit)) right_[metric.name] = std::move(metric.right);
  test_words_ = to_test_words(unit);
  resampling_ = resampling_of(context, cell, Measured::test, test_words_);
}

analysis::Repetitions CellMetrics::drawn(const std::string& metric) const {
  const analysis::ClusterCounts counts{right_.at(metric), test_words_};
  return {analysis::ratios(counts), resampling_->ratios(counts)};
}

}  // namespace neurank::probing
