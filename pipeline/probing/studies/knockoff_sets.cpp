#include <algorithm>
#include <numeric>

#include "analysis/knockoffs/e_values.hpp"
#include "analysis/knockoffs/layer_knockoffs.hpp"
#include "base/cast.hpp"
#include "base/random.hpp"
#include "probing/memory.hpp"
#include "probing/neuron_place.hpp"
#include "probing/studies/study.hpp"
#include "probing/word_batches.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

/// Words of which knockoffs are made, one of each sentence.
std::vector<Index> drawn_words(const StudyAtWork& study) {
  const CellData& data = study.data;
  auto rows =
      analysis::one_word_a_sentence(data.sentence_offsets(), data.rows_of(corpus::Split::train), study.seed("words"));
  if (to_index(rows.size()) <= most_knockoff_words) return rows;
  Random random(study.seed("fewer words"));
  std::vector<Index> fewer;
  for (const Index at : sample_without_replacement(to_index(rows.size()), most_knockoff_words, random))
    fewer.push_back(rows[to_size(at)]);
  return fewer;
}

/// Activations of some words in one layer. @return [words, width]
Matrix states_of(const StudyAtWork& study, const std::vector<Index>& rows, Index layer) {
  const Index width = study.data.header().width;
  std::vector<Index> order(to_size(study.data.neurons()));
  std::iota(order.begin(), order.end(), Index{0});
  std::ranges::rotate(order, order.begin() + layer * width);
  const probe::NeuronPrefix neurons = {std::make_shared<const std::vector<Index>>(std::move(order)), width};
  Matrix states(to_index(rows.size()), width);
  Index next = 0;
  for_batches({study.data.source(), rows, rows_of_a_ranked_batch, {}}, neurons, study.unit.keep_going(),
              [&](std::span<const Index> of_batch, const ConstMatrixRef& batch) {
                states.middleRows(next, batch.rows()) = batch;
                next += to_index(of_batch.size());
              });
  return states;
}

/// Evidence of the neurons of a layer; a layer in which nothing varies has none.
analysis::LayerEvidence evidence_of(const StudyAtWork& study, const std::vector<Index>& rows, Index layer) {
  const auto& asked = study.analyses().knockoffs;
  const analysis::KnockoffSettings settings = {
      .q = asked.fdr, .draws = asked.draws, .seed = study.seed("layer/" + std::to_string(layer))};
  const Matrix states = states_of(study, rows, layer);
  if (!(states.rowwise() - states.row(0)).any()) {
    const std::vector<double> none(to_size(states.cols()), 0);
    return {none, none, 0};
  }
  return analysis::LayerKnockoffs(states).evidence(labels_at(*study.data.targets(), rows), study.data.num_labels(),
                                                   settings, study.data.products(), study.unit.keep_going());
}

store::ResultSet step_of(const analysis::LayerEvidence& found) {
  Table evidence({{"e_value", ColumnType::real}, {"selected", ColumnType::real}}),
      uncertified({{"draws", ColumnType::integer}});
  for (std::size_t n = 0; n < found.e_values.size(); ++n) evidence.add_row({found.e_values[n], found.selected[n]});
  uncertified.add_row({found.uncertified});
  return {.attributes = {},
          .tables = {{"evidence", std::move(evidence)}, {"uncertified", std::move(uncertified)}},
          .arrays = {}};
}

/// What all layers tell together.
class KnockoffSets {
 public:
  explicit KnockoffSets(const StudyAtWork& study) : study_(study), rows_(drawn_words(study)) {}

  store::ResultSet find() {
    const store::ActivationHeader& header = study_.data.header();
    std::vector<Index> uncertified;
    for (Index layer = 0; layer < header.layers && !rows_.empty(); ++layer) {
      const auto& found = study_.unit.step([&] { return step_of(evidence_of(study_, rows_, layer)); });
      const Table& evidence = found.tables.at("evidence");
      for (std::size_t n = 0; n < evidence.num_rows(); ++n) {
        e_values_.push_back(evidence.real(n, "e_value"));
        selected_.push_back(evidence.real(n, "selected"));
      }
      uncertified.push_back(found.tables.at("uncertified").integer(0, "draws"));
    }
    in_set_.assign(e_values_.size(), 0);
    if (!e_values_.empty())
      for (const Index neuron : analysis::e_bh(e_values_, study_.analyses().knockoffs.fdr))
        in_set_[to_size(neuron)] = 1;
    store::ResultSet results;
    results.tables["knockoffs"] = layers(uncertified);
    results.tables["knockoff_neurons"] = neurons();
    return results;
  }

 private:
  Table layers(const std::vector<Index>& uncertified) const {
    const store::ActivationHeader& header = study_.data.header();
    Table table = report::empty_table("knockoffs");
    for (std::size_t layer = 0; layer < uncertified.size(); ++layer) {
      const auto first = in_set_.begin() + to_index(layer) * header.width;
      table.add_row(report::cell_row(
          study_.name(),
          {header.layer_numbers[layer], header.width, to_index(rows_.size()), study_.analyses().knockoffs.fdr,
           std::accumulate(first, first + header.width, std::int64_t{0}), uncertified[layer]}));
    }
    return table;
  }

  /// Neurons above the threshold of at least one draw, those of most evidence first.
  Table neurons() const {
    std::vector<Index> order(e_values_.size());
    std::iota(order.begin(), order.end(), Index{0});
    std::erase_if(order, [&](Index neuron) { return selected_[to_size(neuron)] == 0; });
    std::ranges::stable_sort(order, std::greater(), [&](Index neuron) { return e_values_[to_size(neuron)]; });
    const store::ActivationHeader& header = study_.data.header();
    Table table = report::empty_table("knockoff_neurons");
    for (const Index neuron : order) {
      const NeuronPlace place(header, neuron);
      table.add_row(report::cell_row(study_.name(), {place.name(), place.layer, place.index, e_values_[to_size(neuron)],
                                                     selected_[to_size(neuron)], in_set_[to_size(neuron)]}));
    }
    return table;
  }

  const StudyAtWork& study_;
  std::vector<Index> rows_;
  std::vector<double> e_values_, selected_;  ///< [N]
  std::vector<std::int64_t> in_set_;         ///< [N]
};

}  // namespace

store::ResultSet find_knockoff_sets(const StudyAtWork& study) { return KnockoffSets(study).find(); }

}  // namespace neurank::probing
