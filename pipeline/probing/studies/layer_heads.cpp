#include "analysis/kinds.hpp"
#include "base/cast.hpp"
#include "probing/repetition.hpp"
#include "probing/right_words.hpp"
#include "probing/studies/study.hpp"
#include "probing/subset_heads.hpp"
#include "probing/uncertainty.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using analysis::Labels;
using analysis::LayerSpan;

// What the unit leaves: a table of its heads, and right test words of each [heads, sentences].
constexpr const char* heads_table = "heads";
constexpr const char* right_array = "heads/right";

store::ResultSet no_heads(Index sentences) {
  return {.attributes = {},
          .tables = {{heads_table, Table({{"labels", ColumnType::text},
                                          {"first", ColumnType::integer},
                                          {"n", ColumnType::integer},
                                          {"accuracy", ColumnType::real}})}},
          .arrays = {{right_array, {{0, sentences}, {}}}}};
}

void add_head(const Subset& subset, const probe::Score& score, store::ResultSet& results) {
  results.tables.at(heads_table)
      .add_row({name_of(subset.labels), subset.draw, subset.n, optional_value(score.accuracy())});
  add_right_words(score, results.arrays.at(right_array));
}

/// Each layer alone, then each but the first and the last with all below.
std::vector<Subset> layer_subsets(const store::ActivationHeader& header, bool control) {
  std::vector<Subset> subsets;
  for (const Labels labels : all_of<Labels>()) {
    if (labels == Labels::control && !control) continue;
    for (Index layer = 0; layer < header.layers; ++layer)
      subsets.push_back({labels, Kept::first_layer, layer, header.width});
    for (Index layer = 1; layer + 1 < header.layers; ++layer)
      subsets.push_back({labels, Kept::first_layer, 0, (layer + 1) * header.width});
  }
  return subsets;
}

/// The heads on all neurons, which are those on all layers.
void add_whole(const ProbingContext& context, const RepetitionId& id, const SubsetHeads& trainer,
               store::ResultSet& results) {
  for (const Labels labels : all_of<Labels>()) {
    if (labels == Labels::control && !context.experiment.analyses.control) continue;
    const FoundHead whole = {read_head(context, id, TrainedHead{.labels = labels}.name())};
    const Index neurons = trainer.data().neurons();
    const auto scores = trainer.measure({{labels, Kept::all, 0, neurons}}, {whole}, Measured::test);
    add_head({labels, Kept::first_layer, 0, neurons}, scores.front(), results);
  }
}

/// Rows of the unit's heads by what they are: labels, first layer, neurons.
using Places = std::map<std::tuple<Labels, Index, Index>, std::size_t>;

Places places_of(const Table& heads) {
  Places places;
  for (std::size_t row = 0; row < heads.num_rows(); ++row)
    places[{parse<Labels>(heads.text(row, "labels")).value(), heads.integer(row, "first"), heads.integer(row, "n")}] =
        row;
  return places;
}

}  // namespace

store::ResultSet find_layer_heads(const StudyAtWork& study) {
  const CellData& data = study.data;
  const Repetition repetition = read_repetition(study.context, study.id());
  const SubsetHeads trainer(study.context, data, study.id(), repetition.ranking, repetition.penalty, study.unit);
  const Index sentences = data.sentences(Measured::test).count;
  const auto take = [&](const std::vector<Subset>& part, const std::vector<FoundHead>& heads) {
    store::ResultSet found = no_heads(sentences);
    const auto scores = trainer.measure(part, heads, Measured::test);
    for (std::size_t i = 0; i < part.size(); ++i) add_head(part[i], scores[i], found);
    return found;
  };
  store::ResultSet results = no_heads(sentences);
  if (data.header().layers > 1)
    for (const auto& found : trainer.train(layer_subsets(data.header(), study.analyses().control), take))
      store::append_rows(results, found);
  add_whole(study.context, study.id(), trainer, results);
  return results;
}

Table layer_accuracy(const ProbingContext& context, const grid::Cell& cell, const store::ResultSet& unit) {
  Table table = report::empty_table("layer_accuracy");
  const CellData& data = context.open(cell);
  const Table& heads = unit.tables.at(heads_table);
  const Places places = places_of(heads);
  const auto intervals =
      intervals_of_heads(context, cell, Measured::test, counts_by_cluster(data, unit.arrays.at(right_array)));
  const auto accuracy_of = [&](Labels labels, Index first, Index n) -> std::optional<double> {
    const auto found = places.find({labels, first, n});
    if (found == places.end() || heads.is_empty(found->second, "accuracy")) return std::nullopt;
    return heads.real(found->second, "accuracy");
  };
  const store::ActivationHeader& header = data.header();
  for (const LayerSpan span : all_of<LayerSpan>())
    for (Index layer = 0; layer < header.layers; ++layer) {
      const bool is_alone = span == LayerSpan::alone;
      const Index first = is_alone ? layer : 0, n = is_alone ? header.width : (layer + 1) * header.width;
      const auto accuracy = accuracy_of(Labels::task, first, n), control = accuracy_of(Labels::control, first, n);
      const auto interval = intervals[places.at({Labels::task, first, n})];
      table.add_row(report::cell_row(
          cell_names(context.experiment, cell),
          {name_of(span), header.site, header.layer_numbers[to_size(layer)], n, optional_value(accuracy),
           interval ? Value(interval->low) : Value(), interval ? Value(interval->high) : Value(),
           accuracy && control ? Value(*accuracy - *control) : Value()}));
    }
  return table;
}

}  // namespace neurank::probing
