#include "probing/card_choice.hpp"

#include <algorithm>
#include <numeric>
#include <set>

#include "analysis/label_sets.hpp"
#include "probing/repetition.hpp"

namespace neurank::probing {
namespace {

/// Size of a repetition's minimal set for the smallest delta.
Index smallest_set(const Table& minimal, Index repetition) {
  Index n = 0;
  double delta = 0;
  for (std::size_t row = 0; row < minimal.num_rows(); ++row) {
    if (minimal.integer(row, "seed") != repetition || (n > 0 && minimal.real(row, "delta") >= delta)) continue;
    n = minimal.integer(row, "n");
    delta = minimal.real(row, "delta");
  }
  return n;
}

}  // namespace

Table merged_ranking(const ProbingContext& context, const grid::Cell& cell) {
  const auto is_ranking = [](const std::string& name) { return name == "ranking"; };
  const auto file = context.folder.unit(context.experiment, cell, schedule::Stage::reduce, "");
  const Table all = store::read_results(file, {.tables = is_ranking}).tables.at("ranking");
  Table merged(all.columns());
  for (std::size_t row = 0; row < all.num_rows(); ++row)
    if (all.text(row, "seed") == "merged") merged.add_row(all.rows()[row]);
  return merged;
}

Index ranked_neuron(const Table& ranking, std::size_t row, const store::ActivationHeader& header) {
  const auto layer = std::ranges::find(header.layer_numbers, ranking.integer(row, "layer"));
  return (layer - header.layer_numbers.begin()) * header.width + ranking.integer(row, "index");
}

std::vector<Index> chosen_neurons(const std::vector<Table>& rankings, Index first,
                                  const store::ActivationHeader& header) {
  std::set<Index> chosen;
  for (Index rank = 0; rank < first; ++rank)
    for (const Table& ranking : rankings)
      if (to_size(rank) < ranking.num_rows() && chosen.size() < most_cards)
        chosen.insert(ranked_neuron(ranking, to_size(rank), header));
  return {chosen.begin(), chosen.end()};
}

std::vector<Index> described_labels(const CellData& data) {
  constexpr std::size_t most = 60;
  const std::vector<Index> counts = data.training_counts();
  std::vector<Index> labels(counts.size());
  std::iota(labels.begin(), labels.end(), Index{0});
  std::ranges::stable_sort(labels, std::greater(), [&](Index label) { return counts[to_size(label)]; });
  labels.resize(std::min(most, labels.size()));
  std::erase_if(labels, [&](Index label) { return counts[to_size(label)] == 0; });
  return labels;
}

std::vector<std::vector<Index>> repetitions_served(const ProbingContext& context, const grid::Cell& cell,
                                                   const std::vector<Index>& labels,
                                                   const std::vector<Index>& neurons) {
  std::vector<std::vector<Index>> served(labels.size(), std::vector<Index>(neurons.size()));
  const Table minimal = read_unit_tables(context, cell, schedule::Stage::reduce, "").tables.at("minimal");
  for (Index number = 1; number <= context.experiment.repetitions; ++number) {
    const Index n = smallest_set(minimal, number);
    if (n == 0) continue;
    const RepetitionId id{cell, number};
    const probe::Head head = read_head(context, id, TrainedHead{}.name());
    const auto sets = analysis::label_sets({head.weights.data(), head.weights.rows(), head.weights.cols()},
                                           read_repetition(context, id).ranking, n);
    for (std::size_t label = 0; label < labels.size(); ++label)
      for (std::size_t i = 0; i < neurons.size(); ++i)
        served[label][i] += std::ranges::binary_search(sets[to_size(labels[label])], neurons[i]) ? 1 : 0;
  }
  return served;
}

}  // namespace neurank::probing
