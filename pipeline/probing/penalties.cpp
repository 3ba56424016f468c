#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "probe/penalty_chain.hpp"
#include "probe/train.hpp"
#include "probing/penalty_trials.hpp"
#include "probing/repetition.hpp"

namespace neurank::probing {
namespace {

using probe::Head;
using probe::Penalty;
using probe::PenaltyTrial;
using schedule::Stage;
using Starts = std::vector<std::shared_ptr<const Head>>;

std::shared_ptr<const Head> cold_start(const ProbingContext& context, const grid::Cell& cell) {
  const CellData& data = context.open(cell);
  const auto seed = repetition_seeds(context.experiment.seed, 1).start;
  return std::make_shared<const Head>(probe::uniform_start(data.num_labels(), data.neurons(), seed));
}

/// Labels to which a link gives weights; all where one of few would be left out: a product for each head costs more.
probe::LabelList weighted_labels(const CellData& data, double l1) {
  constexpr Index many = 128;
  if (data.num_labels() < many) return nullptr;
  return std::make_shared<const std::vector<Index>>(
      probe::labels_with_weights(data.training_counts(), data.largest_activation(), l1));
}

double least_l1(const std::vector<Penalty>& penalties) { return std::ranges::min(penalties, {}, &Penalty::l1).l1; }

/// Heads of a cell with these penalties. @param starts [penalties]  @param weighted of all heads; nullptr: all labels
std::vector<Head> train(const ProbingContext& context, const grid::Cell& cell, const std::vector<Penalty>& penalties,
                        const Starts& starts, const probe::LabelList& weighted, const probe::TrainSettings& settings,
                        ResumableUnit& unit) {
  const CellData& data = context.open(cell);
  std::vector<probe::HeadTask> tasks;
  for (std::size_t i = 0; i < penalties.size(); ++i)
    tasks.push_back({data.targets(), penalties[i], starts[i], nullptr, weighted});
  auto stream = data.stream(corpus::Split::train);
  return probe::train_heads(stream, tasks, settings, columns_at_once(context, cell), unit.keep_going(),
                            unit.snapshots(), unit.team());
}

/// How a link of a chain is trained: the first as any head, each later one for fewer epochs, in which steps fall from
/// twice the learning rate to 0, and in an order of words of its own.
probe::TrainSettings link_settings(const ProbingContext& context, const grid::Cell& cell, std::size_t link) {
  const RepetitionSeeds seeds = repetition_seeds(context.experiment.seed, 1);
  probe::TrainSettings settings = train_settings(context, cell, seeds);
  const double rate = context.settings(cell).learning_rate;
  settings.step = probe::StepRule::decay;
  settings.learning_rate = (link == 0 ? 3 : 2) * rate;
  if (link == 0) return settings;
  settings.epochs = probe::link_epochs(settings.epochs);
  settings.whole_weights = whole_weights(context, cell, settings.epochs);
  settings.seed = derive_seed(seeds.order, "link " + std::to_string(link));
  return settings;
}

std::string head_name(std::size_t chain) { return "chain-" + std::to_string(chain); }

/// Heads that a link left, as weights that the next starts from. @param chains positions of the chains that have it
Starts starts_from(const store::ResultSet& results, const std::vector<std::size_t>& chains) {
  Starts starts;
  for (const std::size_t chain : chains)
    starts.push_back(std::make_shared<const Head>(to_head(head_name(chain), results)));
  return starts;
}

/// Weights that a unit's first link starts from.
Starts first_starts(const ProbingContext& context, const ChainWork& work, const std::vector<std::size_t>& chains) {
  if (work.first_link == 0) return Starts(chains.size(), cold_start(context, work.cell));
  ChainWork before = work;
  before.first_link = work.first_link - 1;
  return starts_from(read_unit(context, work.cell, Stage::penalty, before.name()), chains);
}

/// Positions of a unit's chains that have a link of this number.
std::vector<std::size_t> chains_with(const ChainWork& work, const std::vector<probe::PenaltyChain>& chains,
                                     std::size_t link) {
  std::vector<std::size_t> having;
  for (std::size_t chain = work.first; chain < work.first + work.count; ++chain)
    if (link < chains[chain].l1.size()) having.push_back(chain);
  return having;
}

/// Trains and measures a link of some chains. @param before what the link before left, in this unit
/// @return the trials, and the heads from which the next link starts
store::ResultSet do_link(const ProbingContext& context, const ChainWork& work, std::size_t link,
                         const store::ResultSet* before, ResumableUnit& unit) {
  const auto chains = probe::penalty_chains(context.settings(work.cell).search);
  const auto current = chains_with(work, chains, link), next = chains_with(work, chains, link + 1);
  const Starts starts = before != nullptr ? starts_from(*before, current) : first_starts(context, work, current);
  std::vector<Penalty> penalties;
  for (const std::size_t chain : current) penalties.push_back({chains[chain].l1[link], chains[chain].l2});
  const auto weighted = weighted_labels(context.open(work.cell), least_l1(penalties));
  const auto heads =
      train(context, work.cell, penalties, starts, weighted, link_settings(context, work.cell, link), unit);
  store::ResultSet found;
  found.tables["trials"] = trials_table(measure_trials(context, work.cell, heads, penalties, unit.keep_going()));
  for (std::size_t i = 0; i < current.size(); ++i)
    if (std::ranges::find(next, current[i]) != next.end()) add_head(head_name(current[i]), heads[i], found);
  return found;
}

/// Trials of all units of a search, in any order.
std::vector<PenaltyTrial> measured_trials(const ProbingContext& context, const SelectWork& work) {
  const auto& settings = context.settings(work.cell);
  const Index labels = context.open(work.cell).num_labels();
  std::vector<std::string> parts;
  if (settings.search.method == probe::SearchMethod::chain)
    for (const auto& unit : cut_chains(work.cell, labels, settings, work.head_flops)) parts.push_back(unit.name());
  else
    for (const auto& unit : cut_search(work.cell, labels, settings, work.head_flops))
      parts.push_back(std::to_string(unit.first));
  std::vector<PenaltyTrial> trials;
  for (const std::string& part : parts)
    for (const auto& trial : to_trials(read_unit_tables(context, work.cell, Stage::penalty, part).tables.at("trials")))
      trials.push_back(trial);
  return trials;
}

}  // namespace

void search_penalties(const ProbingContext& context, const PenaltyWork& work, const schedule::AtWork& at_work) {
  ResumableUnit unit = resumable_unit(context, work.cell, Stage::penalty, std::to_string(work.first), at_work);
  const auto grid = probe::search_grid(context.settings(work.cell).search);
  const auto first = grid.begin() + to_index(work.first);
  const std::vector<Penalty> penalties(first, first + to_index(work.count));
  const Starts starts(penalties.size(), cold_start(context, work.cell));
  const auto settings = train_settings(context, work.cell, repetition_seeds(context.experiment.seed, 1));
  const auto heads = train(context, work.cell, penalties, starts, nullptr, settings, unit);
  const auto trials = measure_trials(context, work.cell, heads, penalties, at_work.keep_going);
  unit.finish({.attributes = {}, .tables = {{"trials", trials_table(trials)}}, .arrays = {}});
}

void search_chains(const ProbingContext& context, const ChainWork& work, const schedule::AtWork& at_work) {
  ResumableUnit unit = resumable_unit(context, work.cell, Stage::penalty, work.name(), at_work);
  const store::ResultSet* before = nullptr;
  Table trials = trials_table({});
  for (std::size_t link = work.first_link; link < work.end_link; ++link) {
    before =
        &unit.step([&] { return do_link(context, work, link, before, unit); }, ResumableUnit::Arrays::of_the_latest);
    trials.append(before->tables.at("trials"));
  }
  unit.finish({.attributes = {}, .tables = {{"trials", trials}}, .arrays = before->arrays});
}

void select_penalty(const ProbingContext& context, const SelectWork& work, const schedule::AtWork& at_work) {
  const auto& search = context.settings(work.cell).search;
  const auto measured = measured_trials(context, work);
  std::vector<PenaltyTrial> trials;
  for (const Penalty& pair : probe::search_grid(search)) {
    const bool by_chain = search.method == probe::SearchMethod::chain;
    const Penalty trained = by_chain ? probe::representative(pair) : pair;
    const auto found = std::ranges::find(measured, trained, &PenaltyTrial::penalty);
    NEURANK_EXPECT(found != measured.end());
    trials.push_back(*found);
    trials.back().penalty = pair;
  }
  const Penalty best = trials[probe::best_trial(trials, search)].penalty;
  at_work.hand_on(join({"penalty", to_text(best.l1), to_text(best.l2)}, " "));
  write_unit(context, work.cell, Stage::penalty, "",
             {.attributes = {}, .tables = {{"trials", trials_table(trials)}}, .arrays = {}}, at_work);
}

std::vector<PenaltyTrial> read_trials(const ProbingContext& context, const grid::Cell& cell) {
  if (!context.settings(cell).search.is_search()) return {};
  return to_trials(read_unit_tables(context, cell, Stage::penalty, "").tables.at("trials"));
}

Penalty selected_penalty(const ProbingContext& context, const grid::Cell& cell) {
  const auto& search = context.settings(cell).search;
  if (!search.is_search()) return {search.l1.front(), search.l2.front()};
  const auto trials = read_trials(context, cell);
  return trials[probe::best_trial(trials, search)].penalty;
}

}  // namespace neurank::probing
