#include "corpus/nuisance.hpp"

#include <limits>

#include "analysis/partial_effects.hpp"
#include "base/cast.hpp"
#include "probing/chance_units.hpp"
#include "probing/probing.hpp"
#include "probing/word_batches.hpp"

namespace neurank::probing {
namespace {

/// The labels of a cell, and the nuisances that are not what its task asks for.
struct Factors {
  std::vector<analysis::Factor> factors;
  std::vector<std::size_t> places = {};  ///< of the nuisances among all
};

Factors factors_of(const CellData& data, const std::string& task_column) {
  Factors found{{{data.labels().ids, checked_cast<std::int32_t>(data.num_labels())}}};
  const std::vector<std::string> columns = corpus::nuisance_columns();
  const Range train = data.split(corpus::Split::train);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] == task_column) continue;
    auto labels =
        corpus::encode_labels(corpus::nuisance_labels(columns[i], data.words(), data.sentence_offsets(), train), train);
    found.places.push_back(i);
    found.factors.push_back({std::move(labels.ids), checked_cast<std::int32_t>(labels.num_training)});
  }
  return found;
}

/// Numbers of the labels and, in their order, of all nuisances. @param missing of a nuisance that is the task itself
store::Array by_factor(const analysis::Draws& numbers, const Factors& found, float missing) {
  Matrix all = Matrix::Constant(1 + to_index(corpus::nuisance_columns().size()), numbers.cols(), missing);
  all.row(0) = numbers.row(0).cast<float>();
  for (std::size_t i = 0; i < found.places.size(); ++i)
    all.row(1 + to_index(found.places[i])) = numbers.row(1 + to_index(i)).cast<float>();
  return {{all.rows(), all.cols()}, {all.data(), all.data() + all.size()}};
}

}  // namespace

void explain_neurons(const ProbingContext& context, const NuisanceWork& work, const schedule::AtWork& at_work) {
  const grid::Cell& cell = work.id.cell;
  const CellData& data = context.open(cell);
  const Factors found = factors_of(data, context.experiment.tasks[cell.task].column);
  analysis::PartialEffects sums(found.factors, data.neurons());
  for_batches(data.stream(corpus::Split::train), {nullptr, data.neurons()}, at_work.keep_going,
              [&](auto rows, const auto& values) { sums.add(rows, values); });
  const auto effects = sums.effects();
  store::ResultSet results;
  results.arrays[chance_units::effects] = by_factor(effects.sizes, found, std::numeric_limits<float>::quiet_NaN());
  results.arrays[chance_units::effects_p] = by_factor(effects.p_values, found, 1);
  write_unit(context, cell, schedule::Stage::minimal, part_of(work.id, work.name()), std::move(results), at_work);
}

}  // namespace neurank::probing
