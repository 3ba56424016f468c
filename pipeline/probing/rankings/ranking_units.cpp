#include "probing/rankings/ranking_units.hpp"

#include <algorithm>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "probing/memory.hpp"
#include "probing/rankings/word_rankings.hpp"
#include "probing/repetition.hpp"
#include "ranking/overall_moments.hpp"

namespace neurank::probing {
namespace {

using ranking::ClassMoments;
using ranking::LabelledRanking;
using ranking::LabelValues;
using ranking::Method;
using ranking::NeuronRanking;
using schedule::Stage;
using Rankings = std::map<Method, NeuronRanking>;

/// Labels of all rows of a cell's source; -1 for words that the cell leaves out.
std::vector<std::int32_t> used_labels(const CellData& data) {
  std::vector<std::int32_t> labels = *data.targets();
  for (std::size_t row = 0; row < labels.size(); ++row)
    if (data.used()[row] == 0) labels[row] = -1;
  return labels;
}

template <class Numbers>
store::Array array_of(const Numbers& numbers, std::vector<std::int64_t> shape) {
  store::Array array{std::move(shape), {}};
  for (const double number : numbers) array.values.push_back(static_cast<float>(number));
  return array;
}

store::Array array_of(const LabelValues& values) {
  return array_of(std::span(values.data(), to_size(values.size())), {values.rows(), values.cols()});
}

void add_moments(const std::string& task, const ClassMoments& moments, store::ResultSet& results) {
  results.arrays[task + "/mean"] = array_of(moments.mean);
  results.arrays[task + "/variance"] = array_of(moments.variance);
  results.arrays[task + "/minimum"] = array_of(moments.minimum, {moments.neurons()});
  results.arrays[task + "/maximum"] = array_of(moments.maximum, {moments.neurons()});
}

/// @param counts [L] training words of each label
ClassMoments to_moments(const std::string& task, const std::vector<Index>& counts, const store::ResultSet& results) {
  const auto numbers = [&](const char* name) {
    const std::vector<float>& values = results.arrays.at(task + name).values;
    return std::vector<double>(values.begin(), values.end());
  };
  ClassMoments moments;
  moments.count.assign(counts.begin(), counts.end());
  moments.words = std::reduce(counts.begin(), counts.end());
  moments.mean = to_label_values(results.arrays.at(task + "/mean"));
  moments.variance = to_label_values(results.arrays.at(task + "/variance"));
  auto overall = ranking::overall_moments(moments.count, moments.mean, moments.variance);
  moments.overall_mean = std::move(overall.mean);
  moments.overall_variance = std::move(overall.variance);
  moments.minimum = numbers("/minimum");
  moments.maximum = numbers("/maximum");
  return moments;
}

/// Those that the unit of moments has taken of a cell's task; empty where no method reads them.
ClassMoments read_moments(const ProbingContext& context, const WordRankingWork& work) {
  if (methods_that(context.experiment, ranking::needs_class_moments).empty()) return {};
  const std::string& task = context.experiment.tasks[work.cell.task].name;
  const auto path = context.folder.unit(context.experiment, work.moments, Stage::train, moments_part);
  const auto is_of_task = [&](const std::string& name) { return name.starts_with(task + "/"); };
  return to_moments(task, context.open(work.cell).training_counts(), store::read_results(path, {.arrays = is_of_task}));
}

Rankings without_labels(std::map<Method, LabelledRanking>&& rankings) {
  Rankings overall;
  for (auto& [method, ranking] : rankings) overall.emplace(method, std::move(ranking.overall));
  return overall;
}

/// @param words tells the words apart by which a task is ranked
WordRankingSettings settings_of(const ProbingContext& context, const WordRankingWork& work, const std::string& words,
                                const schedule::AtWork& at_work) {
  return {.gaussian = context.experiment.analyses.gaussian,
          .seed = ranking_seed(context, work.cell, words),
          .memory_bytes = ranked_columns_bytes(context.experiment),
          .keep_going = at_work.keep_going};
}

/// Rankings by each half of the training sentences, as tables.
void add_halves(const ProbingContext& context, const WordRankingWork& work, RankedWords words,
                const std::vector<Method>& methods, const schedule::AtWork& at_work, store::ResultSet& results) {
  const CellData& data = context.open(work.cell);
  std::vector<int> taken = first_half(context, {{work.cell, chance_repetition}, 1});
  for (const char* prefix : halves_prefixes) {
    words.training = data.rows_of_sentences(taken);
    ClassMoments moments;
    if (!methods_that(context.experiment, ranking::needs_class_moments).empty())
      moments =
          class_moments(words.source, words.training, {words.labels}, {words.label_count}, at_work.keep_going).front();
    add_rankings(prefix,
                 without_labels(rank_by_words(words, moments, methods, settings_of(context, work, prefix, at_work))),
                 results);
    for (int& times : taken) times = 1 - times;
  }
}

}  // namespace

std::vector<Method> methods_that(const grid::Experiment& experiment, bool (*holds)(Method)) {
  std::vector<Method> methods;
  std::ranges::copy_if(experiment.analyses.rankings, std::back_inserter(methods), holds);
  return methods;
}

void add_rankings(const std::string& prefix, const Rankings& rankings, store::ResultSet& results) {
  for (const auto& [method, ranking] : rankings) results.tables[prefix + name_of(method)] = to_table(ranking);
}

Rankings to_rankings(const std::string& prefix, const std::vector<Method>& methods, const store::ResultSet& results) {
  Rankings rankings;
  for (const Method method : methods) rankings.emplace(method, to_ranking(results.tables.at(prefix + name_of(method))));
  return rankings;
}

Rankings read_head_rankings(const ProbingContext& context, const RepetitionId& id) {
  const auto unit = read_unit(context, id.cell, Stage::train, part_of(id, HeadRankingWork{id}.name()));
  return to_rankings(ranking_prefix, methods_that(context.experiment, ranking::needs_head), unit);
}

Rankings read_judged_rankings(const ProbingContext& context, const grid::Cell& cell) {
  const RepetitionId first{cell, chance_repetition};
  const auto unit = read_unit_tables(context, cell, Stage::minimal, part_of(first, JudgeWork{first, cell}.name()));
  return to_rankings(ranking_prefix, context.experiment.analyses.rankings, unit);
}

std::string label_values_name(Method method) { return "labels/" + name_of(method); }

LabelValues to_label_values(const store::Array& array) {
  LabelValues values(array.shape[0], array.shape[1]);
  std::copy(array.values.begin(), array.values.end(), values.data());
  return values;
}

NeuronRanking rank_for_label(const ProbingContext& context, const grid::Cell& cell, Method method, Index label,
                             std::span<const double> values) {
  const std::uint64_t seed = ranking_seed(context, cell, "labels");
  return ranking::rank_by_value(values, derive_seed(seed, name_of(method) + "/" + std::to_string(label)));
}

void take_moments(const ProbingContext& context, const MomentsWork& work, const schedule::AtWork& at_work) {
  std::vector<std::vector<std::int32_t>> labels;
  std::vector<Index> label_counts, rows;
  for (const grid::Cell& cell : work.cells) {
    const CellData& data = context.open(cell);
    labels.push_back(used_labels(data));
    label_counts.push_back(data.num_labels());
    std::vector<Index> both;
    std::ranges::set_union(rows, data.rows_of(corpus::Split::train), std::back_inserter(both));
    rows = std::move(both);
  }
  const probe::RowSource& source = context.open(work.cells.back()).source();
  const auto moments = class_moments(source, rows, labels, label_counts, at_work.keep_going);
  store::ResultSet results;
  for (std::size_t i = 0; i < moments.size(); ++i)
    add_moments(context.experiment.tasks[work.cells[i].task].name, moments[i], results);
  // What a task's rankings see of it follows from what they are made of themselves, whatever other tasks there are.
  at_work.hand_on("moments");
  write_unit(context, work.cell, Stage::train, moments_part, std::move(results), at_work);
}

void rank_by_words(const ProbingContext& context, const WordRankingWork& work, const schedule::AtWork& at_work) {
  const std::vector<Method> methods = methods_that(context.experiment, ranking::needs_words);
  const ClassMoments moments = read_moments(context, work);
  const CellData& data = context.open(work.cell);
  const std::vector<std::int32_t> labels = used_labels(data);
  const RankedWords words = {data.source(), data.rows_of(corpus::Split::train), data.rows_of(corpus::Split::dev),
                             labels, data.num_labels()};
  auto found = rank_by_words(words, moments, methods, settings_of(context, work, "words", at_work));
  store::ResultSet results;
  for (const auto& [method, ranking] : found)
    if (ranking::has_label_values(method)) results.arrays[label_values_name(method)] = array_of(ranking.by_label);
  add_rankings(ranking_prefix, without_labels(std::move(found)), results);
  if (context.experiment.analyses.stability.pairs > 0) add_halves(context, work, words, methods, at_work, results);
  write_unit(context, work.cell, Stage::train, rankings_part, std::move(results), at_work);
}

}  // namespace neurank::probing
