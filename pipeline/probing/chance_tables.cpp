#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "analysis/data_stability.hpp"
#include "analysis/moments.hpp"
#include "analysis/shadows.hpp"
#include "analysis/stability.hpp"
#include "base/cast.hpp"
#include "corpus/nuisance.hpp"
#include "probing/chance_units.hpp"
#include "probing/probing.hpp"
#include "report/result_tables.hpp"
#include "report/table_queries.hpp"

namespace neurank::probing {
namespace {

using schedule::Stage;

std::vector<Index> numbers_of(const store::Array& array) { return {array.values.begin(), array.values.end()}; }

/// The row of the minimal set that is held against chance: of the first repetition, at the smallest delta.
std::size_t row_held_against_chance(const Table& minimal) {
  std::optional<std::size_t> found;
  for (std::size_t row = 0; row < minimal.num_rows(); ++row)
    if (minimal.integer(row, "seed") == chance_repetition &&
        (!found || minimal.real(row, "delta") < minimal.real(*found, "delta")))
      found = row;
  NEURANK_EXPECT(found.has_value());
  return *found;
}

store::ResultSet read_part(const ProbingContext& context, const grid::Cell& cell, const std::string& name) {
  return read_unit(context, cell, Stage::minimal, part_of({cell, chance_repetition}, name));
}

void add_random_sets(const ProbingContext& context, const grid::Cell& cell, const Table& minimal, Table& table) {
  const std::size_t set = row_held_against_chance(minimal);
  std::vector<double> accuracies;
  for (Index first = 1; first <= context.experiment.analyses.nulls.random_sets;) {
    const RandomSetsWork work{{cell, chance_repetition}, {}, first, 0};
    const Table part = read_part(context, cell, work.name()).tables.at(chance_units::random_sets);
    if (part.num_rows() == 0) return;  // the minimal set has all neurons
    for (std::size_t row = 0; row < part.num_rows(); ++row)
      if (!part.is_empty(row, "accuracy")) accuracies.push_back(part.real(row, "accuracy"));
    first += to_index(part.num_rows());
  }
  if (accuracies.empty()) return;
  const double top = minimal.real(set, "accuracy_test");
  const auto as_good = std::ranges::count_if(accuracies, [&](double accuracy) { return accuracy >= top; });
  const auto [least, largest] = std::ranges::minmax(accuracies);
  table.add_row(report::cell_row(
      cell_names(context.experiment, cell),
      {minimal.real(set, "delta"), minimal.integer(set, "n"), top, to_int64(accuracies.size()), to_int64(as_good),
       to_double(1 + as_good) / to_double(1 + accuracies.size()), analysis::mean(accuracies),
       optional_value(analysis::standard_deviation(accuracies)), least, largest}));
}

void add_shadows(const ProbingContext& context, const grid::Cell& cell, Table& table) {
  std::vector<std::vector<Index>> before;
  analysis::ShadowPlan plan{0, 1};
  for (Index draw = 1; draw <= plan.draws; ++draw) {
    const ShadowWork work{{cell, chance_repetition}, draw};
    before.push_back(numbers_of(read_part(context, cell, work.name()).arrays.at(chance_units::before)));
    plan = analysis::shadow_plan(to_index(before.front().size()));
  }
  const auto neurons = to_index(before.front().size());
  const Index found = analysis::neurons_above_noise(before, plan.shadows);
  table.add_row(report::cell_row(cell_names(context.experiment, cell),
                                 {plan.shadows, plan.draws, found, to_double(found) / to_double(neurons)}));
}

std::vector<analysis::HalfOrders> read_halves(const ProbingContext& context, const grid::Cell& cell) {
  std::vector<analysis::HalfOrders> pairs;
  for (Index pair = 1; pair <= context.experiment.analyses.stability.pairs; ++pair) {
    const HalvesWork work{{cell, chance_repetition}, pair};
    const auto unit = read_part(context, cell, work.name());
    pairs.emplace_back(numbers_of(unit.arrays.at(chance_units::half_orders[0])),
                       numbers_of(unit.arrays.at(chance_units::half_orders[1])));
  }
  return pairs;
}

void add_data_stability(const ProbingContext& context, const grid::Cell& cell,
                        const std::vector<analysis::HalfOrders>& pairs, Table& table) {
  const double overlap = analysis::mean_overlap(pairs);
  for (const Index k : analysis::compared_sizes(to_index(pairs.front().first.size()))) {
    const auto found = analysis::data_stability(pairs, k);
    std::vector<Value> row = {k, to_int64(2 * pairs.size())};
    for (std::size_t i = 0; i < found.stable.size(); ++i)
      row.insert(row.end(), {found.stable[i], found.false_bound[i]});
    row.insert(row.end(), {found.jaccard, found.jaccard_chance, overlap});
    table.add_row(report::cell_row(cell_names(context.experiment, cell), std::move(row)));
  }
}

/// Position of the strongest nuisance of a neuron, and whether it explains the neuron better than the labels do.
struct Strongest {
  std::size_t place = 0;
  double effect = 0;
  bool is_stronger = false;
};

using OfFactor = std::function<double(std::size_t factor)>;  ///< labels first

Strongest strongest_nuisance(std::size_t nuisances, const OfFactor& size_at, const OfFactor& p_at) {
  constexpr double least = 0.01;  // of a neuron's variance: less is of no consequence
  constexpr double level = 0.05;  // shared by the nuisances, of which the strongest is taken
  Strongest found{.effect = -std::numeric_limits<double>::infinity()};
  for (std::size_t i = 0; i < nuisances; ++i)
    if (const double effect = size_at(1 + i); !std::isnan(effect) && effect > found.effect) {
      const bool is_sure = p_at(1 + i) < level / to_double(nuisances);
      found = {i, effect, is_sure && effect >= least && effect > size_at(0)};
    }
  return found;
}

/// Effects of the labels and of the strongest nuisance on each neuron.
void add_effects(const ProbingContext& context, const grid::Cell& cell, std::vector<NeuronFacts>& neurons) {
  const NuisanceWork work{{cell, chance_repetition}};
  const store::ResultSet unit = read_part(context, cell, work.name());
  const std::vector<std::string> nuisances = corpus::nuisance_columns();
  for (std::size_t n = 0; n < neurons.size(); ++n) {
    const OfFactor size_at = [&](std::size_t factor) {
      return to_double(unit.arrays.at(chance_units::effects).values[factor * neurons.size() + n]);
    };
    const OfFactor p_at = [&](std::size_t factor) {
      return to_double(unit.arrays.at(chance_units::effects_p).values[factor * neurons.size() + n]);
    };
    const Strongest found = strongest_nuisance(nuisances.size(), size_at, p_at);
    neurons[n].label_effect = size_at(0);
    neurons[n].nuisance_effect = found.effect;
    neurons[n].nuisance = nuisances[found.place];
    neurons[n].is_of_a_nuisance = found.is_stronger;
  }
}

}  // namespace

AgainstChance hold_against_chance(const ProbingContext& context, const grid::Cell& cell, const Table& minimal) {
  AgainstChance found;
  for (const char* name : {"random_sets", "shadows", "data_stability"}) found.tables[name] = report::empty_table(name);
  const auto& analyses = context.experiment.analyses;
  if (analyses.nulls.random_sets > 0) add_random_sets(context, cell, minimal, found.tables["random_sets"]);
  if (analyses.nulls.shadows) add_shadows(context, cell, found.tables["shadows"]);
  found.neurons.resize(to_size(context.open(cell).neurons()));
  if (analyses.nuisances) add_effects(context, cell, found.neurons);
  if (analyses.stability.pairs == 0) return found;
  const auto pairs = read_halves(context, cell);
  add_data_stability(context, cell, pairs, found.tables["data_stability"]);
  const auto selected = analysis::selection_shares(pairs, minimal.integer(row_held_against_chance(minimal), "n"));
  for (std::size_t n = 0; n < selected.size(); ++n) found.neurons[n].selected = selected[n];
  return found;
}

}  // namespace neurank::probing
