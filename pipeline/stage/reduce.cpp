#include <array>

#include "analysis/baselines.hpp"
#include "probe/lambda_search.hpp"
#include "ranking/neuron_ranking.hpp"
#include "stage/probing.hpp"
#include "stage/result_tables.hpp"

namespace neurank::stage {
namespace {

using corpus::Split;
using ranking::NeuronRanking;

NeuronRanking to_ranking(const Table& table) {
  NeuronRanking ranking{{}, std::vector<double>(table.rows().size())};
  for (const auto& row : table.rows()) {
    ranking.order.push_back(std::get<std::int64_t>(row[0]));
    ranking.score[ranking.order.back()] = std::get<double>(row[1]);
  }
  return ranking;
}

/// "L07:123", the neuron's name in tables: layer and index within the layer.
std::string neuron_name(Index layer, Index index) {
  const std::string number = std::to_string(layer);
  return (number.size() < 2 ? "L0" : "L") + number + ":" + std::to_string(index);
}

void add_ranking(const ProbingContext& context, const grid::Cell& cell, const std::string& seed, Index width,
                 const NeuronRanking& ranking, Table& table) {
  for (std::size_t rank = 0; rank < ranking.order.size(); ++rank) {
    const Index neuron = ranking.order[rank], layer = neuron / width, index = neuron % width;
    table.add_row(cell_row(context.experiment, cell,
                           {seed, "weight_mass", static_cast<std::int64_t>(rank + 1), neuron_name(layer, index),
                            std::int64_t{layer}, std::int64_t{index}, ranking.score[neuron]}));
  }
}

Table lambda_rows(const ProbingContext& context, const grid::Cell& cell, Index labels) {
  Table table = lambda_table();
  const auto& search = context.experiment.variants[cell.variant].probe.lambda;
  const auto trials = read_trials(context, cell, labels);
  if (trials.empty()) return table;
  const auto scores = probe::search_scores(trials, search);
  const std::size_t best = probe::best_trial(trials, search);
  const double unregularized = probe::unregularized_accuracy(trials);
  for (std::size_t i = 0; i < trials.size(); ++i)
    table.add_row(
        cell_row(context.experiment, cell,
                 {trials[i].penalty.l1, trials[i].penalty.l2, scores[i], trials[i].accuracy, trials[i].accuracy_top,
                  trials[i].accuracy_bottom, unregularized, std::int64_t{i == best}}));
  return table;
}

Table baseline_rows(const ProbingContext& context, const grid::Cell& cell, const CellData& data) {
  Table table = baselines_table();
  const std::vector<std::string> words = data.words();
  for (Split split : {Split::dev, Split::test}) {
    const auto found =
        analysis::baselines(words, data.used(), data.labels(), data.split(Split::train), data.split(split));
    table.add_row(
        cell_row(context.experiment, cell,
                 {corpus::split_names[static_cast<std::size_t>(split)], found.majority, found.word_majority,
                  std::int64_t{found.words}, std::int64_t{found.unseen_words}, std::int64_t{data.num_labels()}}));
  }
  return table;
}

}  // namespace

void reduce_cell(const ProbingContext& context, const ReduceWork& work) {
  const CellData data(context.folder, context.experiment, work.cell);
  store::ResultSet results;
  for (const auto& name : table_names) results.tables[name] = empty_table(name);
  std::vector<NeuronRanking> rankings;
  for (Index seed = 1; seed <= context.experiment.seeds; ++seed) {
    const auto repetition = read_unit(context, work.cell, schedule::Stage::train, std::to_string(seed));
    results.tables["accuracy"].append(repetition.tables.at("accuracy"));
    rankings.push_back(to_ranking(repetition.tables.at("ranking")));
    add_ranking(context, work.cell, std::to_string(seed), data.header().width, rankings.back(),
                results.tables["ranking"]);
  }
  add_ranking(context, work.cell, "merged", data.header().width, ranking::merge_by_rank(rankings),
              results.tables["ranking"]);
  results.tables["lambda"] = lambda_rows(context, work.cell, data.num_labels());
  results.tables["baselines"] = baseline_rows(context, work.cell, data);
  write_unit(context, work.cell, schedule::Stage::reduce, "", results);
}

}  // namespace neurank::stage
