#include <algorithm>
#include <map>

#include "analysis/baselines.hpp"
#include "analysis/repeated_sentences.hpp"
#include "analysis/stability.hpp"
#include "base/cast.hpp"
#include "base/random.hpp"
#include "model/first_words.hpp"
#include "probe/penalty_search.hpp"
#include "probing/curves.hpp"
#include "probing/neuron_place.hpp"
#include "probing/rankings/ranking_tables.hpp"
#include "probing/repetition.hpp"
#include "probing/set_means.hpp"
#include "probing/uncertainty.hpp"
#include "report/published_check.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using corpus::Split;
using ranking::NeuronRanking;

/// What a ranking is, in the table of rankings.
struct RankingName {
  std::string repetition;
  ranking::Method method = ranking::Method::weight_mass;
};

/// @param known of each neuron; empty: nothing
void add_ranking(const ProbingContext& context, const grid::Cell& cell, const RankingName& name,
                 const store::ActivationHeader& header, const NeuronRanking& ranking,
                 const std::vector<NeuronFacts>& known, Table& table) {
  for (std::size_t rank = 0; rank < ranking.order.size(); ++rank) {
    const Index neuron = ranking.order[rank];
    const NeuronPlace place(header, neuron);
    const NeuronFacts facts = known.empty() ? NeuronFacts() : known[to_size(neuron)];
    table.add_row(report::cell_row(
        cell_names(context.experiment, cell),
        {name.repetition, name_of(name.method), to_int64(rank + 1), place.name(), header.site, place.layer, place.index,
         ranking.score[neuron], optional_value(facts.selected), optional_value(facts.label_effect),
         facts.nuisance.empty() ? Value() : Value(facts.nuisance), optional_value(facts.nuisance_effect)}));
  }
}

/// The table of minimal sets with the number of neurons of each that a nuisance explains better than the labels.
Table with_nuisances(const Table& minimal, const std::vector<NeuronRanking>& rankings,
                     const std::vector<NeuronFacts>& known) {
  if (known.empty() || !known.front().label_effect) return minimal;
  Table table(minimal.columns());
  for (std::size_t row = 0; row < minimal.num_rows(); ++row) {
    std::vector<Value> values = minimal.rows()[row];
    const auto set = ranking::top(rankings[to_size(minimal.integer(row, "seed")) - 1], minimal.integer(row, "n"));
    const auto count = std::ranges::count_if(set, [&](Index n) { return known[to_size(n)].is_of_a_nuisance; });
    values[minimal.column("nuisance_neurons")] = to_int64(count);
    table.add_row(std::move(values));
  }
  return table;
}

Table penalty_rows(const ProbingContext& context, const grid::Cell& cell) {
  Table table = report::empty_table("lambda");
  const auto& search = context.settings(cell).search;
  const auto trials = read_trials(context, cell);
  if (trials.empty()) return table;
  const auto scores = probe::search_scores(trials, search);
  const std::size_t best = probe::best_trial(trials, search);
  const double unregularized = probe::unregularized_accuracy(trials, search);
  for (std::size_t i = 0; i < trials.size(); ++i)
    table.add_row(
        report::cell_row(cell_names(context.experiment, cell),
                         {trials[i].penalty.l1, trials[i].penalty.l2, scores[i], trials[i].accuracy,
                          trials[i].accuracy_top, trials[i].accuracy_bottom, unregularized, to_int64(i == best)}));
  return table;
}

Table baseline_rows(const ProbingContext& context, const grid::Cell& cell, const CellData& data) {
  Table table = report::empty_table("baselines");
  const std::vector<std::string>& words = data.words();
  const std::string& named = context.experiment.tasks[cell.task].level;
  const Value level = named.empty() ? Value() : Value(named);
  const Index equal = data.equal_neurons();
  const std::optional<double> length = data.header().first_word_length;
  const bool stand_out = length && *length > model::long_first_words && context.settings(cell).standardize;
  for (Split split : {Split::dev, Split::test}) {
    const Clusters clusters = data.clusters(split);
    const auto found =
        analysis::baselines(words, data.used(), data.labels(), data.split(Split::train), data.split(split));
    const auto sentences =
        analysis::repeated_sentences(words, data.sentence_offsets(), data.split(Split::train), data.split(split));
    table.add_row(report::cell_row(
        cell_names(context.experiment, cell),
        {name_of(split), found.majority, found.word_majority, found.words, found.unseen_words, found.ambiguous_words,
         optional_value(found.ambiguous_word_majority), data.num_labels(), level, sentences.sentences,
         sentences.repeated, data.words_without_vector(split), equal, clusters.count,
         clusters.are_documents ? "documents" : "sentences", found.suffix_majority,
         context.experiment.models[cell.model].random_weights ? report::untrained_weights : report::trained_weights,
         optional_value(length), length ? Value(to_int64(stand_out ? 1 : 0)) : Value()}));
  }
  return table;
}

/// Agreement of the repetitions' rankings on their first neurons, for several shares of N.
Table stability_rows(const ProbingContext& context, const grid::Cell& cell,
                     const std::vector<NeuronRanking>& rankings) {
  Table table = report::empty_table("stability");
  const auto where_it_varies = [&](const std::optional<double>& value) {
    return context.settings(cell).task_heads_vary() ? optional_value(value) : Value();
  };
  const auto ks = analysis::compared_sizes(to_index(rankings.front().order.size()));
  for (const auto& found : analysis::stability(rankings, ks))
    table.add_row(report::cell_row(
        cell_names(context.experiment, cell),
        {found.k, found.pairs, where_it_varies(found.jaccard), found.jaccard_chance, where_it_varies(found.kendall),
         where_it_varies(found.spearman), where_it_varies(found.rank_biased_overlap)}));
  return table;
}

/// Published numbers beside those of a cell whose task the grid says is the same; an untrained model and
/// a part of the layers have none.
Table published_table(const ProbingContext& context, const grid::Cell& cell, const CellData& data,
                      const std::map<std::string, Table>& tables) {
  const grid::Task& task = context.experiment.tasks[cell.task];
  const bool is_whole =
      data.header().site == name_of(model::Site::residual) && data.header().layers == data.header().depth + 1;
  if (!task.published || !is_whole || context.experiment.models[cell.model].random_weights)
    return report::empty_table("published");
  return report::published_rows(cell_names(context.experiment, cell),
                                {.family = data.header().family,
                                 .neurons = data.neurons(),
                                 .task = *task.published,
                                 .corpus = task.corpus,
                                 .ridge = name_of(context.settings(cell).ridge)},
                                tables);
}

/// Takes the accuracies of a repetition's heads, with what they get right. @return its unit of minimal sets
store::ResultSet add_heads(const ProbingContext& context, const grid::Cell& cell, Index repetition, Table& accuracy,
                           RightWords& words, Curves& curves) {
  const RepetitionId id{cell, repetition};
  const std::string number = std::to_string(repetition);
  using schedule::Stage;
  store::ResultSet latest;
  for (const auto& [stage, part] : {std::pair{Stage::train, number},
                                    {Stage::train, part_of(id, AblationWork{id}.name())},
                                    {Stage::minimal, number}}) {
    const auto is_no_head = [](const std::string& name) {
      return !name.starts_with("task/") && !name.starts_with("control/");
    };
    latest = store::read_results(context.folder.unit(context.experiment, cell, stage, part), {.arrays = is_no_head});
    accuracy.append(latest.tables.at("accuracy"));
    words.add(latest.tables.at("accuracy"), latest);
    curves.add_masked(repetition, latest);
  }
  return latest;
}

/// Means over the repetitions of what their sets say.
void add_means(const ProbingContext& context, const grid::Cell& cell, const CellData& data, const LabelArrays& labels,
               std::map<std::string, Table>& tables) {
  const report::CellName name = cell_names(context.experiment, cell);
  tables["layer_means"] = layer_mean_rows(name, tables["layers"], data.header());
  tables["label_sizes"] = label_size_rows(name, tables["labels"], context.settings(cell).task_heads_vary());
  labels.add_rows(data, name, tables);
}

/// Intervals and p-values, and what comparisons of cells need.
void add_uncertainty(const ProbingContext& context, const grid::Cell& cell, const CellData& data,
                     const RightWords& words, store::ResultSet& results) {
  const Table& minimal = results.tables["minimal"];
  const auto metrics = word_metrics(words, minimal, data.neurons(), context.experiment.repetitions);
  const Vector& test_words = words.words(Measured::test);
  results.tables["accuracy"] = accuracies_with_intervals(context, cell, results.tables["accuracy"], words);
  results.tables["minimal_sizes"] = minimal_size_rows(context, cell, minimal, words, data.neurons());
  results.tables["architectures"] = architecture_rows(context, cell, results.tables["metrics"], metrics, test_words);
  add_word_metrics(metrics, test_words, results);
}

/// Rankings by other methods, and how they compare.
void add_compared(const ProbingContext& context, const ReduceWork& work, const CellData& data,
                  std::map<std::string, Table>& tables) {
  ComparedRankings compared = compare_rankings(context, work.cell, work.ranked);
  for (const ranking::Method method : context.experiment.analyses.rankings)
    if (const auto found = compared.rankings.find(method); found != compared.rankings.end())
      add_ranking(context, work.cell, {std::to_string(chance_repetition), method}, data.header(), found->second, {},
                  tables["ranking"]);
  for (auto& [name, table] : compared.tables) tables[name] = std::move(table);
}

}  // namespace

void reduce_cell(const ProbingContext& context, const ReduceWork& work, const schedule::AtWork& at_work) {
  const CellData& data = context.open(work.cell);
  store::ResultSet results;
  for (const auto& name : report::cell_table_names()) results.tables[name] = report::empty_table(name);
  results.tables["convergence"] = path_convergence(context, work.cell);
  std::vector<NeuronRanking> rankings;
  RightWords words(data);
  Curves curves(words);
  LabelArrays labels;
  for (Index number = 1; number <= context.experiment.repetitions; ++number) {
    Repetition repetition = read_repetition(context, {work.cell, number});
    results.tables["training"].append(repetition.training);
    results.tables["convergence"].append(repetition.convergence);
    add_ranking(context, work.cell, {std::to_string(number)}, data.header(), repetition.ranking, {},
                results.tables["ranking"]);
    rankings.push_back(std::move(repetition.ranking));
    const auto unit = add_heads(context, work.cell, number, results.tables["accuracy"], words, curves);
    labels.add(unit);
    for (const auto& [name, table] : unit.tables)
      if (name != "accuracy") results.tables.at(name).append(table);
  }
  add_means(context, work.cell, data, labels, results.tables);
  results.tables["curves"] = curves.rows(context, work.cell);
  AgainstChance chance = hold_against_chance(context, work.cell, results.tables["minimal"]);
  add_ranking(context, work.cell, {"merged"}, data.header(), ranking::merge_by_rank(rankings), chance.neurons,
              results.tables["ranking"]);
  add_compared(context, work, data, results.tables);
  results.tables["minimal"] = with_nuisances(results.tables["minimal"], rankings, chance.neurons);
  for (auto& [name, table] : chance.tables) results.tables[name] = std::move(table);
  for (auto& [name, table] : study_tables(context, work.cell)) results.tables[name] = std::move(table);
  results.tables["lambda"] = penalty_rows(context, work.cell);
  results.tables["baselines"] = baseline_rows(context, work.cell, data);
  results.tables["stability"] = stability_rows(context, work.cell, rankings);
  add_uncertainty(context, work.cell, data, words, results);
  results.tables["published"] = published_table(context, work.cell, data, results.tables);
  write_unit(context, work.cell, schedule::Stage::reduce, "", std::move(results), at_work);
}

}  // namespace neurank::probing
