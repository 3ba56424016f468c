#include "probing/uncertainty.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "analysis/moments.hpp"
#include "analysis/size_bounds.hpp"
#include "base/cast.hpp"
#include "base/random.hpp"
#include "probing/probing.hpp"
#include "report/result_tables.hpp"
#include "report/table_queries.hpp"
#include "report/tested_contrasts.hpp"

namespace neurank::probing {
namespace {

using analysis::Interval;
using analysis::Kept;
using analysis::Labels;
using analysis::Repetitions;
using analysis::Training;

constexpr const char* metric_array = "metric/";
constexpr const char* words_array = "words/test";

/// Draws for each p-value that is printed, so that its least adjusted value is 0.02.
constexpr Index draws_of_a_contrast = 100;

bool is_printed(const ProbingContext& context, const std::string& metric) {
  const double delta = *std::ranges::min_element(context.experiment.analyses.minimal.delta);
  return metric == accuracy_metric || metric == report::tested_metric(delta);
}

std::vector<Value> values_of(const std::optional<Interval>& interval) {
  return interval ? std::vector<Value>{interval->low, interval->high} : std::vector<Value>{Value(), Value()};
}

/// A statistic measured once.
Repetitions single(double observed, const analysis::Draws& draws, Index row) { return {{observed}, draws.row(row)}; }

/// What a metric's mean over repetitions says of more than these.
struct Estimate {
  std::optional<Interval> interval;
  std::optional<double> p_value;
  const char* over = over_repetitions;
};

Estimate estimate_by_words(const ProbingContext& context, const std::string& metric, const Repetitions& drawn,
                           Index clusters) {
  const auto draws = analysis::draws_of_mean(drawn, clusters, repetitions_seed(context));
  const bool is_difference = metric != accuracy_metric;
  return {analysis::interval_of(draws), is_difference ? std::optional(analysis::p_value(draws)) : std::nullopt,
          name_of_sample(drawn.observed.size())};
}

/// Heads on the top n of one repetition whose dev accuracy the search for minimal sets goes by.
std::map<Index, std::size_t> tried_sizes(const RightWords& words, Index repetition) {
  std::map<Index, std::size_t> sizes;
  const auto& rows = words.rows(Measured::dev);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].repetition == repetition && rows[i].labels == Labels::task && rows[i].neurons == Kept::top &&
        rows[i].how == Training::retrained)
      sizes[rows[i].n] = i;
  return sizes;
}

/// The head that a repetition's sets are held against.
std::size_t oracle_row(const ProbingContext& context, const RightWords& words, Index repetition) {
  const bool best = context.experiment.analyses.minimal.reference == analysis::Reference::best;
  const auto& rows = words.rows(Measured::dev);
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool may_be = rows[i].how == Training::full || (best && rows[i].how == Training::unregularized);
    if (rows[i].repetition != repetition || rows[i].labels != Labels::task || !may_be) continue;
    if (!found || rows[i].accuracy.value_or(0) > rows[*found].accuracy.value_or(0)) found = i;
  }
  NEURANK_EXPECT(found.has_value());
  return *found;
}

/// A size and, for each repetition, dev words that its head gets right less those of the oracle.
struct SizeDifference {
  Index n;
  Matrix right;  ///< [repetitions, clusters]
};

/// Of all sizes that every repetition tried.
std::vector<SizeDifference> size_differences(const ProbingContext& context, const RightWords& words) {
  const Index repetitions = context.experiment.repetitions;
  std::vector<std::map<Index, std::size_t>> tried;
  std::vector<std::size_t> oracles;
  for (Index repetition = 1; repetition <= repetitions; ++repetition) {
    tried.push_back(tried_sizes(words, repetition));
    oracles.push_back(oracle_row(context, words, repetition));
  }
  std::vector<SizeDifference> found;
  for (const auto& [n, first] : tried.front()) {
    if (!std::ranges::all_of(tried, [size = n](const auto& sizes) { return sizes.contains(size); })) continue;
    SizeDifference difference{n, Matrix(repetitions, words.words(Measured::dev).size())};
    for (Index k = 0; k < repetitions; ++k)
      difference.right.row(k) =
          words.of_row(Measured::dev, tried[to_size(k)].at(n)) - words.of_row(Measured::dev, oracles[to_size(k)]);
    found.push_back(std::move(difference));
  }
  return found;
}

/// Dev accuracies less the oracle's, by size; their errors are 0 where nothing is drawn.
struct SizeCurve {
  std::vector<analysis::SizeMargin> sizes;
  std::vector<double> errors;
  bool is_drawn = false;

  std::vector<analysis::SizeMargin> at(double delta) const {
    std::vector<analysis::SizeMargin> margins = sizes;
    for (auto& size : margins)
      for (double* number : {&size.margin, &size.interval.low, &size.interval.high}) *number += delta / 100 + 1e-10;
    return margins;
  }
};

SizeCurve size_curve(const ProbingContext& context, const grid::Cell& cell, const RightWords& words) {
  const Vector& of_dev = words.words(Measured::dev);
  const auto resampling = resampling_of(context, cell, Measured::dev, of_dev);
  SizeCurve curve{{}, {}, resampling.has_value()};
  if (of_dev.sum() == 0) return curve;
  const std::vector<SizeDifference> differences = size_differences(context, words);
  std::vector<const Matrix*> right;
  for (const SizeDifference& difference : differences) {
    right.push_back(&difference.right);
    curve.sizes.push_back({difference.n, analysis::mean(analysis::ratios({difference.right, of_dev})), {}});
    curve.errors.push_back(0);
  }
  if (!resampling) return curve;
  const auto drawn = resampling->of_statistics(right, of_dev);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const auto draws = analysis::draws_of_mean(drawn[i], resampling->clusters(), repetitions_seed(context));
    curve.sizes[i].interval = analysis::interval_of(draws);
    curve.errors[i] = analysis::standard_deviation(draws).value_or(0);
  }
  return curve;
}

/// A metric of the one exact head that all repetitions have is no sample of these.
void of_one_head(bool is_by_words, std::optional<double>& sd, Estimate& found) {
  sd.reset();
  if (is_by_words)
    found.over = name_of_sample(1);
  else
    found.interval.reset();
}

}  // namespace

Index draws_of_printed(const grid::Experiment& experiment) {
  const auto cells = grid::expand_cells(experiment);
  const std::size_t contrasts = cells.size() + comparisons(experiment, cells).size() +
                                report::metrics_of_groups * tested_groups(experiment, cells);
  return std::max(experiment.analyses.bootstrap.draws, draws_of_a_contrast * to_index(contrasts));
}

std::optional<analysis::Resampling> resampling_of(const ProbingContext& context, const grid::Cell& cell, Measured split,
                                                  const Vector& words, Index draws) {
  const Index asked = context.experiment.analyses.bootstrap.draws;
  if (asked == 0 || words.sum() == 0) return std::nullopt;
  const std::string& corpus = context.experiment.tasks[cell.task].corpus;
  const std::string purpose = "resampling " + corpus + (split == Measured::dev ? "/dev" : "/test");
  return analysis::Resampling(words.size(), std::max(asked, draws), derive_seed(context.experiment.seed, purpose));
}

std::vector<Repetitions> drawn_metrics(const ProbingContext& context, const grid::Cell& cell,
                                       const std::vector<WordMetric>& metrics, const Vector& test_words) {
  std::vector<Repetitions> found(metrics.size());
  for (const bool printed : {false, true}) {
    const Index draws = printed ? draws_of_printed(context.experiment) : 0;
    const auto resampling = resampling_of(context, cell, Measured::test, test_words, draws);
    if (!resampling) return {};
    std::vector<std::size_t> places;
    std::vector<const Matrix*> right;
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      if (is_printed(context, metrics[i].name) != printed) continue;
      places.push_back(i);
      right.push_back(&metrics[i].right);
    }
    auto drawn = resampling->of_statistics(right, test_words);
    for (std::size_t i = 0; i < places.size(); ++i) found[places[i]] = std::move(drawn[i]);
  }
  return found;
}

std::uint64_t repetitions_seed(const ProbingContext& context) {
  return derive_seed(context.experiment.seed, "resampling repetitions");
}

std::vector<std::optional<Interval>> intervals_of_heads(const ProbingContext& context, const grid::Cell& cell,
                                                        Measured split, const analysis::ClusterCounts& counts) {
  std::vector<std::optional<Interval>> intervals(to_size(counts.right.rows()));
  const auto resampling = resampling_of(context, cell, split, counts.words);
  if (!resampling || intervals.empty()) return intervals;
  const std::vector<double> observed = analysis::ratios(counts);
  const analysis::Draws draws = resampling->ratios(counts);
  for (std::size_t row = 0; row < intervals.size(); ++row)
    intervals[row] = analysis::interval_of(
        analysis::draws_of_mean(single(observed[row], draws, to_index(row)), resampling->clusters(), 0));
  return intervals;
}

Table accuracies_with_intervals(const ProbingContext& context, const grid::Cell& cell, const Table& accuracy,
                                const RightWords& words) {
  std::map<Measured, std::vector<std::optional<Interval>>> intervals;
  for (const Measured split : all_of<Measured>())
    intervals[split] = intervals_of_heads(context, cell, split, words.counts(split));
  std::map<Measured, std::size_t> taken;
  Table table = report::empty_table("accuracy");
  for (std::size_t i = 0; i < accuracy.num_rows(); ++i) {
    const Measured split = report::accuracy_row(accuracy, i).split;
    std::vector<Value> row = accuracy.rows()[i];
    std::ranges::copy(values_of(intervals.at(split).at(taken[split]++)), row.end() - 2);
    table.add_row(std::move(row));
  }
  return table;
}

Table architecture_rows(const ProbingContext& context, const grid::Cell& cell, const Table& metrics,
                        const std::vector<WordMetric>& by_words, const Vector& test_words) {
  std::map<std::string, std::vector<double>> values;
  for (std::size_t row = 0; row < metrics.num_rows(); ++row)
    values[metrics.text(row, "metric")].push_back(metrics.real(row, "value"));
  const auto drawn = drawn_metrics(context, cell, by_words, test_words);
  Table table = report::empty_table("architectures");
  for (const auto& [metric, of_repetitions] : values) {
    const auto by_word = to_size(std::ranges::find(by_words, metric, &WordMetric::name) - by_words.begin());
    Estimate found = by_word < drawn.size()
                         ? estimate_by_words(context, metric, drawn[by_word], test_words.size())
                         : Estimate{.interval = analysis::student_interval(of_repetitions), .p_value = {}};
    auto sd = analysis::standard_deviation(of_repetitions);
    if (sd == 0 && !context.settings(cell).task_heads_vary()) of_one_head(by_word < drawn.size(), sd, found);
    std::vector<Value> row = {metric, analysis::mean(of_repetitions), optional_value(sd)};
    for (const Value& bound : values_of(found.interval)) row.push_back(bound);
    row.insert(row.end(), {to_int64(of_repetitions.size()), optional_value(found.p_value), Value(),
                           found.interval ? Value(found.over) : Value()});
    table.add_row(report::cell_row(cell_names(context.experiment, cell), std::move(row)));
  }
  return table;
}

Table minimal_size_rows(const ProbingContext& context, const grid::Cell& cell, const Table& minimal,
                        const RightWords& words, Index neurons) {
  const SizeCurve curve = size_curve(context, cell, words);
  Table table = report::empty_table("minimal_sizes");
  for (const double delta : report::distinct_reals(minimal, "delta")) {
    std::vector<Index> found;
    for (std::size_t row = 0; row < minimal.num_rows(); ++row)
      if (report::is_of_delta(minimal, row, delta)) found.push_back(minimal.integer(row, "n"));
    const Index median = analysis::median_size(found);
    const auto margins = curve.at(delta);
    const auto bounds = analysis::size_bounds(margins, neurons);
    const auto nearest = std::ranges::find_if(margins, [&](const auto& size) { return size.n >= median; });
    const std::size_t at = to_size(std::min(nearest, margins.end() - (margins.empty() ? 0 : 1)) - margins.begin());
    const bool has_error = curve.is_drawn && at < curve.errors.size();
    table.add_row(
        report::cell_row(cell_names(context.experiment, cell),
                         {delta, median, to_int64(found.size()), to_int64(std::ranges::count(found, neurons)),
                          curve.is_drawn ? Value(bounds.low) : Value(), curve.is_drawn ? Value(bounds.high) : Value(),
                          analysis::isotonic_size(margins, neurons), has_error ? Value(curve.errors[at]) : Value()}));
  }
  return table;
}

void add_word_metrics(const std::vector<WordMetric>& metrics, const Vector& words, store::ResultSet& results) {
  for (const WordMetric& metric : metrics)
    results.arrays[metric_array + metric.name] = {{metric.right.rows(), metric.right.cols()},
                                                  {metric.right.data(), metric.right.data() + metric.right.size()}};
  results.arrays[words_array] = {{words.size()}, {words.begin(), words.end()}};
}

std::vector<WordMetric> to_word_metrics(const store::ResultSet& results) {
  std::vector<WordMetric> metrics;
  for (const auto& [name, array] : results.arrays)
    if (name.starts_with(metric_array))
      metrics.push_back({name.substr(std::string(metric_array).size()),
                         ConstMatrixView(array.values.data(), array.shape[0], array.shape[1])});
  return metrics;
}

Vector to_test_words(const store::ResultSet& results) {
  const store::Array& words = results.arrays.at(words_array);
  return Eigen::Map<const Vector>(words.values.data(), words.shape[0]);
}

}  // namespace neurank::probing
