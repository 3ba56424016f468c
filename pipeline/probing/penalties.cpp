#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "probe/penalty_chain.hpp"
#include "probe/train.hpp"
#include "probing/penalty_trials.hpp"
#include "probing/repetition.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Training;
using probe::Head;
using probe::Penalty;
using probe::PenaltyTrial;
using schedule::Stage;
using Starts = std::vector<std::shared_ptr<const Head>>;

bool is_exact(const ProbingContext& context, const grid::Cell& cell) { return context.settings(cell).is_exact(); }

/// What all heads of a search begin with.
std::shared_ptr<const Head> first_start(const ProbingContext& context, const grid::Cell& cell) {
  const auto seed = repetition_seeds(context.experiment.seed, 1).start;
  return cold_start(context, cell, context.open(cell).neurons(), seed);
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
std::vector<FoundHead> find(const ProbingContext& context, const grid::Cell& cell,
                            const std::vector<Penalty>& penalties, const Starts& starts,
                            const probe::LabelList& weighted, const probe::TrainSettings& settings,
                            ResumableUnit& unit) {
  const CellData& data = context.open(cell);
  std::vector<probe::HeadTask> tasks;
  for (std::size_t i = 0; i < penalties.size(); ++i)
    tasks.push_back({data.targets(), penalties[i], starts[i], nullptr, weighted});
  const double gap = context.settings(cell).gap;
  return find_heads(context, cell, data.training(), tasks,
                    {settings, gap, unit.keep_going(), unit.snapshots(), &unit.team()});
}

/// What is kept of heads that were found: their trials and how far they have converged.
store::ResultSet measured(const ProbingContext& context, const grid::Cell& cell, const std::vector<FoundHead>& found,
                          const std::vector<Penalty>& penalties, const schedule::KeepGoing& keep_going) {
  std::vector<Head> heads;
  store::ResultSet results;
  Table& convergence = results.tables["convergence"] = report::empty_table("convergence");
  for (std::size_t i = 0; i < found.size(); ++i) {
    heads.push_back(found[i].head);
    const bool is_regularized = penalties[i] != context.settings(cell).search.unregularized;
    const report::AccuracyRow row{.how = is_regularized ? Training::full : Training::unregularized,
                                  .n = found[i].head.weights.cols()};
    add_convergence(context, cell, row, penalties[i], found[i], convergence);
  }
  results.tables["trials"] = trials_table(measure_trials(context, cell, heads, penalties, keep_going));
  return results;
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

/// Penalties of a link of some chains.
std::vector<Penalty> penalties_of(const std::vector<probe::PenaltyChain>& chains, const std::vector<std::size_t>& some,
                                  std::size_t link) {
  std::vector<Penalty> penalties;
  for (const std::size_t chain : some) penalties.push_back({chains[chain].l1[link], chains[chain].l2});
  return penalties;
}

std::string head_name(const Penalty& penalty) { return "path/" + to_text(penalty.l1) + "/" + to_text(penalty.l2); }

/// Heads that a link left, as weights that the next starts from.
Starts starts_from(const store::ResultSet& results, const std::vector<Penalty>& penalties) {
  Starts starts;
  for (const Penalty& penalty : penalties)
    starts.push_back(std::make_shared<const Head>(to_head(head_name(penalty), results)));
  return starts;
}

/// Weights that a link starts from. @param before what the link before left, in this unit; nullptr: in the one before
Starts starts_of(const ProbingContext& context, const ChainWork& work, const std::vector<probe::PenaltyChain>& chains,
                 const std::vector<std::size_t>& current, std::size_t link, const store::ResultSet* before) {
  if (link == 0) return Starts(current.size(), first_start(context, work.cell));
  const auto penalties = penalties_of(chains, current, link - 1);
  if (before != nullptr) return starts_from(*before, penalties);
  ChainWork earlier = work;
  earlier.first_link = work.first_link - 1;
  return starts_from(read_unit(context, work.cell, Stage::penalty, earlier.name()), penalties);
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
/// @return the trials and the heads from which the next link starts; of exact ones all, from which repetitions start
store::ResultSet do_link(const ProbingContext& context, const ChainWork& work, std::size_t link,
                         const store::ResultSet* before, ResumableUnit& unit) {
  const auto chains = probe::penalty_chains(context.settings(work.cell));
  const auto current = chains_with(work, chains, link), next = chains_with(work, chains, link + 1);
  const Starts starts = starts_of(context, work, chains, current, link, before);
  const auto penalties = penalties_of(chains, current, link);
  const auto weighted = weighted_labels(context.open(work.cell), least_l1(penalties));
  const auto found =
      find(context, work.cell, penalties, starts, weighted, link_settings(context, work.cell, link), unit);
  store::ResultSet results = measured(context, work.cell, found, penalties, unit.keep_going());
  for (std::size_t i = 0; i < current.size(); ++i)
    if (is_exact(context, work.cell) || std::ranges::find(next, current[i]) != next.end())
      add_head(head_name(penalties[i]), found[i].head, results);
  return results;
}

/// Names of all units of a search.
std::vector<std::string> search_parts(const ProbingContext& context, const SelectWork& work) {
  const auto& settings = context.settings(work.cell);
  const Index labels = context.open(work.cell).num_labels();
  std::vector<std::string> parts;
  if (settings.searches_by_chains())
    for (const auto& unit : cut_chains(work.cell, labels, settings, work.head_flops)) parts.push_back(unit.name());
  else
    for (const auto& unit : cut_search(work.cell, labels, settings, work.head_flops))
      parts.push_back(std::to_string(unit.first));
  return parts;
}

/// The heads from which repetitions start, by what they are of.
void add_starts(const ProbingContext& context, const SelectWork& work, const Penalty& best, store::ResultSet& results) {
  if (!is_exact(context, work.cell)) return;
  for (const auto& [how, penalty] :
       {std::pair{Training::full, best}, {Training::unregularized, context.settings(work.cell).search.unregularized}}) {
    const std::string name = head_name(probe::representative(penalty));
    for (const std::string& part : search_parts(context, work)) {
      const auto path = context.folder.unit(context.experiment, work.cell, Stage::penalty, part);
      const auto unit = store::read_results(
          path, {.tables = [](const std::string&) { return false; },
                 .arrays = [&](const std::string& array) { return array.starts_with(name + "/"); }});
      if (!unit.arrays.empty()) add_head(name_of(how), to_head(name, unit), results);
    }
  }
}

}  // namespace

void search_penalties(const ProbingContext& context, const PenaltyWork& work, const schedule::AtWork& at_work) {
  ResumableUnit unit = resumable_unit(context, work.cell, Stage::penalty, std::to_string(work.first), at_work);
  const auto grid = probe::search_grid(context.settings(work.cell).search);
  const auto first = grid.begin() + to_index(work.first);
  const std::vector<Penalty> penalties(first, first + to_index(work.count));
  const Starts starts(penalties.size(), first_start(context, work.cell));
  const auto settings = train_settings(context, work.cell, repetition_seeds(context.experiment.seed, 1));
  const auto found = find(context, work.cell, penalties, starts, nullptr, settings, unit);
  unit.finish(measured(context, work.cell, found, penalties, at_work.keep_going));
}

void search_chains(const ProbingContext& context, const ChainWork& work, const schedule::AtWork& at_work) {
  ResumableUnit unit = resumable_unit(context, work.cell, Stage::penalty, work.name(), at_work);
  const bool keeps_all = is_exact(context, work.cell);
  const auto kept = keeps_all ? ResumableUnit::Arrays::of_all : ResumableUnit::Arrays::of_the_latest;
  const store::ResultSet* before = nullptr;
  store::ResultSet results;
  for (std::size_t link = work.first_link; link < work.end_link; ++link) {
    before = &unit.step([&] { return do_link(context, work, link, before, unit); }, kept);
    for (const auto& [name, table] : before->tables)
      results.tables.emplace(name, Table(table.columns())).first->second.append(table);
    if (!keeps_all) results.arrays.clear();
    results.arrays.insert(before->arrays.begin(), before->arrays.end());
  }
  unit.finish(std::move(results));
}

void select_penalty(const ProbingContext& context, const SelectWork& work, const schedule::AtWork& at_work) {
  const auto& search = context.settings(work.cell).search;
  Table all_trials = trials_table({}), convergence = report::empty_table("convergence");
  for (const std::string& part : search_parts(context, work)) {
    const auto unit = read_unit_tables(context, work.cell, Stage::penalty, part);
    all_trials.append(unit.tables.at("trials"));
    convergence.append(unit.tables.at("convergence"));
  }
  const auto measured = to_trials(all_trials);
  std::vector<PenaltyTrial> trials;
  for (const Penalty& pair : probe::search_grid(search)) {
    const bool by_chain = context.settings(work.cell).searches_by_chains();
    const Penalty trained = by_chain ? probe::representative(pair) : pair;
    const auto found = std::ranges::find(measured, trained, &PenaltyTrial::penalty);
    NEURANK_EXPECT(found != measured.end());
    trials.push_back(*found);
    trials.back().penalty = pair;
  }
  const Penalty best = trials[probe::best_trial(trials, search)].penalty;
  at_work.hand_on(join({"penalty", to_text(best.l1), to_text(best.l2)}, " "));
  store::ResultSet results{
      .attributes = {}, .tables = {{"trials", trials_table(trials)}, {"convergence", convergence}}, .arrays = {}};
  add_starts(context, work, best, results);
  write_unit(context, work.cell, Stage::penalty, "", std::move(results), at_work);
}

std::vector<PenaltyTrial> read_trials(const ProbingContext& context, const grid::Cell& cell) {
  if (!context.settings(cell).search.is_search()) return {};
  return to_trials(read_unit_tables(context, cell, Stage::penalty, "").tables.at("trials"));
}

Table path_convergence(const ProbingContext& context, const grid::Cell& cell) {
  if (!context.settings(cell).has_path()) return report::empty_table("convergence");
  return read_unit_tables(context, cell, Stage::penalty, "").tables.at("convergence");
}

std::shared_ptr<const Head> path_head(const ProbingContext& context, const grid::Cell& cell, Training how) {
  return std::make_shared<const Head>(to_head(name_of(how), read_unit(context, cell, Stage::penalty, "")));
}

Penalty selected_penalty(const ProbingContext& context, const grid::Cell& cell) {
  const auto& search = context.settings(cell).search;
  if (!search.is_search()) return {search.l1.front(), search.l2.front()};
  const auto trials = read_trials(context, cell);
  return trials[probe::best_trial(trials, search)].penalty;
}

}  // namespace neurank::probing
