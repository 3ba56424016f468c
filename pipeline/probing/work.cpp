#include "probing/work.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/cast.hpp"
#include "probe/penalty_chain.hpp"
#include "probe/penalty_search.hpp"
#include "report/tested_contrasts.hpp"

namespace neurank::probing {
namespace {

/// Cells on the task and variant of a cell whose model is in its model's group; 0 where it is in none.
Index runs_beside(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells, const grid::Cell& cell) {
  const std::string& group = experiment.models[cell.model].group;
  if (group.empty()) return 0;
  return std::ranges::count_if(cells, [&](const grid::Cell& other) {
    return other.task == cell.task && other.variant == cell.variant && experiment.models[other.model].group == group;
  });
}

/// Cells by what a unit shares. @return for each of these its cells, in their order
template <class IsShared>
std::vector<std::vector<grid::Cell>> shared_by(const std::vector<grid::Cell>& cells, const IsShared& is_shared) {
  std::vector<std::vector<grid::Cell>> all;
  for (const grid::Cell& cell : cells) {
    const auto found = std::ranges::find_if(all, [&](const auto& those) { return is_shared(those.front(), cell); });
    if (found == all.end())
      all.push_back({cell});
    else
      found->push_back(cell);
  }
  return all;
}

/// Cells of a model on a corpus.
std::vector<std::vector<grid::Cell>> by_activations(const grid::Experiment& experiment,
                                                    const std::vector<grid::Cell>& cells) {
  return shared_by(cells, [&](const grid::Cell& a, const grid::Cell& b) {
    return a.model == b.model && experiment.tasks[a.task].corpus == experiment.tasks[b.task].corpus;
  });
}

/// Heads of a search that one unit trains at once, were there no end of them.
double heads_at_once(Index labels, const probe::ProbeSettings& settings, double head_flops) {
  const auto by_columns = to_double(std::min(settings.columns_per_pass, max_search_columns) / labels);
  return std::max(1.0, std::min(by_columns, settings.unit_operations / std::max(head_flops, 1.0)));
}

}  // namespace

std::string AblationWork::name() const { return "ablation"; }

std::string ShadowWork::name() const { return "shadows-" + std::to_string(draw); }

std::string HalvesWork::name() const { return "halves-" + std::to_string(pair); }

std::string NuisanceWork::name() const { return "nuisances"; }

std::string HeadRankingWork::name() const { return "rankings"; }

std::string JudgeWork::name() const { return "judges"; }

std::string ChainWork::name() const { return "chain-" + std::to_string(first) + "." + std::to_string(first_link); }

std::vector<WholeHead> whole_heads(bool control) {
  using analysis::Labels, analysis::Training;
  std::vector<WholeHead> heads = {{Labels::task, Training::full}, {Labels::task, Training::unregularized}};
  if (control) heads.push_back({Labels::control, Training::full});
  return heads;
}

std::vector<CompareWork> comparisons(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells) {
  const auto has_runs = [&](const grid::Cell& cell) { return runs_beside(experiment, cells, cell) > 1; };
  std::vector<CompareWork> found;
  for (std::size_t a = 0; a < cells.size(); ++a)
    for (std::size_t b = a + 1; b < cells.size(); ++b) {
      const bool are_alike = cells[a].task == cells[b].task && cells[a].variant == cells[b].variant;
      if (are_alike && !(has_runs(cells[a]) && has_runs(cells[b]))) found.push_back({cells[a], cells[b]});
    }
  return found;
}

std::vector<CardsWork> neuron_cards(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells) {
  std::vector<CardsWork> works;
  if (experiment.analyses.top_words.neurons == 0) return works;
  for (const auto& own : by_activations(experiment, cells)) {
    CardsWork& work = works.emplace_back(CardsWork{own.front(), own, {}});
    std::ranges::copy_if(cells, std::back_inserter(work.of_model),
                         [&](const grid::Cell& other) { return other.model == own.front().model; });
  }
  return works;
}

std::vector<TasksWork> compared_tasks(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells) {
  std::vector<TasksWork> works;
  if (!experiment.analyses.compares_rankings()) return works;
  const auto is_shared = [](const grid::Cell& a, const grid::Cell& b) {
    return a.model == b.model && a.variant == b.variant;
  };
  for (const auto& own : shared_by(cells, is_shared))
    if (own.size() > 1) works.push_back({own.front(), own});
  return works;
}

std::vector<MomentsWork> ranked_by_words(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells) {
  std::vector<MomentsWork> works;
  if (!std::ranges::any_of(experiment.analyses.rankings, ranking::needs_words)) return works;
  for (const auto& own : by_activations(experiment, cells)) {
    MomentsWork& work = works.emplace_back(MomentsWork{own.front(), {}});
    for (const auto& of_task : shared_by(own, [](const grid::Cell&a, const grid::Cell&b) { return a.task == b.task; }))
      work.cells.push_back(of_task.front());
  }
  return works;
}

std::vector<GroupsWork> grouped(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells) {
  const auto group_of = [&](const grid::Cell& cell) { return experiment.models[cell.model].group; };
  std::map<std::pair<std::size_t, std::size_t>, std::vector<grid::Cell>> by_place;
  for (const grid::Cell& cell : cells)
    if (!group_of(cell).empty()) by_place[{cell.task, cell.variant}].push_back(cell);
  std::vector<GroupsWork> found;
  for (const auto& [place, of_place] : by_place) {
    const auto has_runs = [&](const grid::Cell& cell) { return runs_beside(experiment, of_place, cell) > 1; };
    if (std::ranges::any_of(of_place, has_runs)) found.push_back({of_place.front(), of_place});
  }
  return found;
}

std::size_t tested_groups(const grid::Experiment& experiment, const std::vector<grid::Cell>& cells) {
  std::size_t pairs = 0;
  for (const GroupsWork& work : grouped(experiment, cells)) {
    std::set<std::string> groups;
    for (const grid::Cell& cell : work.cells)
      if (runs_beside(experiment, work.cells, cell) >= report::fewest_runs)
        groups.insert(experiment.models[cell.model].group);
    pairs += groups.size() * (groups.size() - 1) / 2;
  }
  return pairs;
}

std::vector<PenaltyWork> cut_search(const grid::Cell& cell, Index labels, const probe::ProbeSettings& settings,
                                    double head_flops) {
  const std::size_t penalties = probe::search_grid(settings.search).size();
  const auto at_once =
      static_cast<std::size_t>(std::min(heads_at_once(labels, settings, head_flops), to_double(penalties)));
  std::vector<PenaltyWork> units;
  for (std::size_t first = 0; first < penalties; first += at_once)
    units.push_back({cell, first, std::min(at_once, penalties - first)});
  return units;
}

std::vector<ChainWork> cut_chains(const grid::Cell& cell, Index labels, const probe::ProbeSettings& settings,
                                  double head_flops) {
  const auto chains = probe::penalty_chains(settings);
  std::size_t links = 0;
  for (const auto& chain : chains) links = std::max(links, chain.l1.size());
  const double heads = heads_of({cell, 0, 1, 0, links}, settings);
  const auto at_once =
      static_cast<std::size_t>(std::min(heads_at_once(labels, settings, heads * head_flops), to_double(chains.size())));
  const bool by_links = heads * head_flops > settings.unit_operations;
  std::vector<ChainWork> units;
  for (std::size_t first = 0; first < chains.size(); first += at_once) {
    const std::size_t count = std::min(at_once, chains.size() - first);
    for (std::size_t link = 0; link < (by_links ? chains[first].l1.size() : 1); ++link)
      units.push_back({cell, first, count, link, by_links ? link + 1 : links});
  }
  return units;
}

double heads_of(const ChainWork& work, const probe::ProbeSettings& settings) {
  const auto chains = probe::penalty_chains(settings);
  const Index passes = settings.typical_passes();
  const double each = to_double(probe::link_epochs(passes)) / to_double(passes);
  double heads = 0;
  for (std::size_t chain = work.first; chain < work.first + work.count; ++chain)
    for (std::size_t link = work.first_link; link < std::min(work.end_link, chains[chain].l1.size()); ++link)
      heads += link == 0 ? 1 : each;
  return heads;
}

}  // namespace neurank::probing
