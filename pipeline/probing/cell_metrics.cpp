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
  const std::vector<WordMetric> by_words = to_word_metrics(unit);
  const Vector words = to_test_words(unit);
  clusters_ = words.size();
  auto drawn = drawn_metrics(context, cell, by_words, words);
  for (std::size_t i = 0; i < drawn.size(); ++i) drawn_[by_words[i].name] = std::move(drawn[i]);
}

}  // namespace neurank::probing
