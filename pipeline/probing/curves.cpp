#include "probing/curves.hpp"

#include <optional>

#include "analysis/ablation.hpp"
#include "analysis/moments.hpp"
#include "base/error.hpp"
#include "probe/masked_curve.hpp"
#include "probing/repetition.hpp"
#include "probing/uncertainty.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using analysis::Labels;
using analysis::Training;

// What a unit leaves: a table of the points, and [points, sentences] right words in the order of its rows.
constexpr const char* points_table = "curve";
constexpr const char* right_array = "curve/right";

Table no_points() {
  return Table({{"neurons", ColumnType::text}, {"how", ColumnType::text}, {"n", ColumnType::integer}});
}

probe::MaskedHead masked_head(const ProbingContext& context, const CellData& data, const probe::Head& head,
                              const std::vector<analysis::KeptOrder>& kept) {
  probe::MaskedHead masked{&head,
                           data.targets(),
                           data.all_labels(),
                           masked_activations(context, data),
                           {},
                           analysis::curve_sizes(data.neurons())};
  for (const auto& one : kept) masked.orders.push_back(std::make_shared<const std::vector<Index>>(one.order));
  return masked;
}

/// Right words of each repetition, means over draws. @return [repetitions, clusters]
Matrix means_of(const std::map<Index, DrawnWords>& repetitions, Index clusters) {
  Matrix means(to_index(repetitions.size()), clusters);
  for (Index row = 0; const auto& [repetition, words] : repetitions)
    means.row(row++) = words.right / static_cast<float>(words.draws);
  return means;
}

/// Intervals of the accuracies' means over repetitions; nothing where nothing is drawn.
std::vector<std::optional<analysis::Interval>> intervals_of(const ProbingContext& context, const grid::Cell& cell,
                                                            const std::vector<Matrix>& right, const Vector& words) {
  std::vector<std::optional<analysis::Interval>> intervals(right.size());
  const auto resampling = resampling_of(context, cell, Measured::test, words);
  if (!resampling) return intervals;
  std::vector<const Matrix*> statistics;
  for (const Matrix& one : right) statistics.push_back(&one);
  const auto drawn = resampling->of_statistics(statistics, words);
  for (std::size_t i = 0; i < drawn.size(); ++i)
    intervals[i] =
        analysis::interval_of(analysis::draws_of_mean(drawn[i], resampling->clusters(), repetitions_seed(context)));
  return intervals;
}

}  // namespace

void add_masked_curve(const ProbingContext& context, const RepetitionId& id, const ranking::NeuronRanking& ranking,
                      const probe::Head& head, const schedule::KeepGoing& keep_going, store::ResultSet& results) {
  const CellData& data = context.open(id.cell);
  const auto seed = repetition_seeds(context.experiment.seed, id.repetition).random_sets;
  const auto kept = analysis::kept_orders(ranking, context.experiment.analyses.ablation.draws, seed);
  const probe::MaskedHead masked = masked_head(context, data, head, kept);
  const probe::Groups sentences = data.sentences(Measured::test);
  auto stream = data.stream(Measured::test);
  const auto scores = probe::masked_curves(stream, masked, keep_going, data.products(), &sentences);
  Table& points = results.tables[points_table] = no_points();
  store::Array& right = results.arrays[right_array] = {{0, sentences.count}, {}};
  const std::string how = name_of(masked_use(context));
  for (std::size_t order = 0; order < kept.size(); ++order)
    for (std::size_t size = 0; size < masked.sizes.size(); ++size) {
      points.add_row({name_of(kept[order].kind), how, masked.sizes[size]});
      ++right.shape[0];
      const auto& counts = scores[order][size].correct_in_group;
      right.values.insert(right.values.end(), counts.begin(), counts.end());
    }
}

void Curves::add_masked(Index repetition, const store::ResultSet& unit) {
  const auto found = unit.tables.find(points_table);
  if (found == unit.tables.end()) return;
  const Table& points = found->second;
  const store::Array& right = unit.arrays.at(right_array);
  const Clusters& clusters = words_.clusters(Measured::test);
  for (std::size_t row = 0; row < points.num_rows(); ++row) {
    DrawnWords& sum = masked_[{Labels::task, parse<Kept>(points.text(row, "neurons")).value(),
                               parse<Training>(points.text(row, "how")).value(), points.integer(row, "n")}][repetition];
    if (sum.draws++ == 0) sum.right.setZero(clusters.count);
    const auto sentences = to_size(right.shape[1]);
    add_by_cluster(clusters, std::span(right.values).subspan(row * sentences, sentences),
                   {sum.right.data(), to_size(sum.right.size())});
  }
}

std::map<Curves::Point, Curves::ByRepetition> Curves::points() const {
  std::map<Point, ByRepetition> points = masked_;
  const auto& rows = words_.rows(Measured::test);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].how != Training::full && rows[i].how != Training::retrained) continue;
    DrawnWords& sum = points[{rows[i].labels, rows[i].neurons, rows[i].how, rows[i].n}][rows[i].repetition];
    if (sum.draws++ == 0) sum.right.setZero(words_.words(Measured::test).size());
    sum.right += words_.of_row(Measured::test, i);
  }
  return points;
}

Table Curves::rows(const ProbingContext& context, const grid::Cell& cell) const {
  Table table = report::empty_table("curves");
  const Vector& words = words_.words(Measured::test);
  if (words.sum() == 0) return table;
  const auto all = points();
  std::vector<Matrix> right;
  for (const auto& [point, repetitions] : all) right.push_back(means_of(repetitions, words.size()));
  const auto intervals = intervals_of(context, cell, right, words);
  for (std::size_t at = 0; const auto& [point, repetitions] : all) {
    const auto& [labels, neurons, how, n] = point;
    table.add_row(report::cell_row(
        cell_names(context.experiment, cell),
        {name_of(labels), name_of(neurons), name_of(how), n, analysis::mean(analysis::ratios({right[at], words})),
         intervals[at] ? Value(intervals[at]->low) : Value(), intervals[at] ? Value(intervals[at]->high) : Value(),
         to_int64(repetitions.size())}));
    ++at;
  }
  return table;
}

}  // namespace neurank::probing
