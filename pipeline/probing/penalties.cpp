#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/evaluate.hpp"
#include "probe/penalty_search.hpp"
#include "probe/train.hpp"
#include "probing/memory.hpp"
#include "probing/probing.hpp"
#include "ranking/weight_mass.hpp"

namespace neurank::probing {
namespace {

using probe::Head;
using probe::Penalty;
using probe::PenaltyTrial;

Table trials_table() {
  return Table({{"l1", ColumnType::real},
                {"l2", ColumnType::real},
                {"accuracy", ColumnType::real},
                {"accuracy_top", ColumnType::real},
                {"accuracy_bottom", ColumnType::real}});
}

/// Dev accuracies of a head on all neurons, on its top and on its bottom share.
std::vector<PenaltyTrial> measure(const CellData& data, const std::vector<Head>& heads,
                                  const std::vector<Penalty>& penalties, double keep, Index columns,
                                  const schedule::KeepGoing& keep_going) {
  const Index kept = ranking::count_of(keep, data.neurons());
  std::vector<std::vector<Index>> top, bottom;
  for (const Head& head : heads) {
    const auto order = ranking::rank_by_weight_mass({head.weights.data(), head.weights.rows(), head.weights.cols()});
    top.push_back(ranking::top(order, kept));
    bottom.push_back(ranking::bottom(order, kept));
  }
  std::vector<probe::Candidate> candidates;
  for (std::size_t h = 0; h < heads.size(); ++h) {
    candidates.push_back({&heads[h], data.targets(), data.all_labels(), nullptr});
    candidates.push_back({&heads[h], data.targets(), data.all_labels(), &top[h]});
    candidates.push_back({&heads[h], data.targets(), data.all_labels(), &bottom[h]});
  }
  auto stream = data.stream(corpus::Split::dev);
  const auto scores = probe::evaluate(stream, candidates, columns, keep_going, data.products());
  std::vector<PenaltyTrial> trials;
  for (std::size_t h = 0; h < heads.size(); ++h)
    trials.push_back(
        {penalties[h], scores[3 * h].accuracy(), scores[3 * h + 1].accuracy(), scores[3 * h + 2].accuracy()});
  return trials;
}

std::vector<Head> train(const ProbingContext& context, const grid::Cell& cell, const CellData& data,
                        const std::vector<Penalty>& penalties, Index columns, const schedule::KeepGoing& keep_going) {
  const RepetitionSeeds seeds = repetition_seeds(context.experiment.seed, 1);
  const auto start = std::make_shared<const Head>(probe::uniform_start(data.num_labels(), data.neurons(), seeds.start));
  std::vector<probe::HeadTask> tasks;
  for (const Penalty& penalty : penalties) tasks.push_back({data.targets(), penalty, start});
  auto stream = data.stream(corpus::Split::train);
  return probe::train_heads(stream, tasks, train_settings(context, cell, seeds), columns, keep_going);
}

}  // namespace

void search_penalties(const ProbingContext& context, const PenaltyWork& work, const schedule::KeepGoing& keep_going) {
  const CellData& data = context.open(work.cell);
  const auto& settings = context.experiment.variants[work.cell.variant].probe;
  const Index columns = affordable_columns(context.experiment, settings, data.neurons());
  const auto grid = probe::search_grid(settings.search);
  const auto first = grid.begin() + to_index(work.first);
  const std::vector<Penalty> penalties(first, first + to_index(work.count));
  const auto heads = train(context, work.cell, data, penalties, columns, keep_going);
  Table table = trials_table();
  for (const auto& trial : measure(data, heads, penalties, settings.search.keep, columns, keep_going))
    table.add_row({trial.penalty.l1, trial.penalty.l2, trial.accuracy, trial.accuracy_top, trial.accuracy_bottom});
  write_unit(context, work.cell, schedule::Stage::penalty, std::to_string(work.first),
             {.attributes = {}, .tables = {{"trials", table}}, .arrays = {}});
}

std::vector<PenaltyTrial> read_trials(const ProbingContext& context, const grid::Cell& cell) {
  const auto& settings = context.experiment.variants[cell.variant].probe;
  std::vector<PenaltyTrial> trials;
  if (!settings.search.is_search()) return trials;
  const std::size_t pairs = probe::search_grid(settings.search).size();
  while (trials.size() < pairs) {  // a unit is called by its first pair
    const auto unit = read_unit(context, cell, schedule::Stage::penalty, std::to_string(trials.size()));
    const Table& found = unit.tables.at("trials");
    NEURANK_EXPECT(found.num_rows() > 0);
    for (const auto& row : found.rows())
      trials.push_back({{std::get<double>(row[0]), std::get<double>(row[1])},
                        std::get<double>(row[2]),
                        std::get<double>(row[3]),
                        std::get<double>(row[4])});
  }
  return trials;
}

probe::Penalty selected_penalty(const ProbingContext& context, const grid::Cell& cell) {
  const auto& search = context.experiment.variants[cell.variant].probe.search;
  if (!search.is_search()) return {search.l1.front(), search.l2.front()};
  const auto trials = read_trials(context, cell);
  return trials[probe::best_trial(trials, search)].penalty;
}

}  // namespace neurank::probing
