#include "run/run_plan.hpp"

#include <algorithm>
#include <map>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probing/probing.hpp"
#include "run/cell_planner.hpp"
#include "run/ranking_planner.hpp"

namespace neurank::run {
namespace {

using grid::Cell;
using grid::Experiment;
using schedule::Stage;

/// Cards of neurons, comparisons of cells and of groups, each as soon as its cells are reduced. @param reduced the
/// units that reduce the cells
void add_comparisons(const Experiment& experiment, const std::vector<Cell>& cells,
                     const std::vector<std::size_t>& reduced, Plan& plan) {
  const auto units_of = [&](const std::vector<Cell>& those) {
    std::vector<std::size_t> units;
    for (const Cell& cell : those) units.push_back(reduced[to_size(std::ranges::find(cells, cell) - cells.begin())]);
    return units;
  };
  const auto add = [&](const Cell& cell, const std::string& part, std::vector<std::size_t> after, const Work& work) {
    const std::string id = unit_id(experiment, cell, Stage::report, part);
    plan.push_back(
        {{.id = id, .stage = Stage::report, .resource = activations_name(experiment, cell), .after = after}, work, {}});
  };
  for (const probing::CardsWork& work : probing::neuron_cards(experiment, cells))
    add(work.cell, probing::cards_part, units_of(work.of_model), work);
  for (const probing::TasksWork& work : probing::compared_tasks(experiment, cells))
    add(work.cell, probing::tasks_part, units_of(work.cells), work);
  for (const probing::CompareWork& work : probing::comparisons(experiment, cells))
    add(work.cell, probing::comparison_part(experiment, work), units_of({work.cell, work.other}), work);
  for (const probing::GroupsWork& work : probing::grouped(experiment, cells))
    add(work.cell, probing::groups_part, units_of(work.cells), work);
}

}  // namespace

std::string unit_id(const Experiment& experiment, const Cell& cell, Stage stage, const std::string& part) {
  std::string id = name_of(stage);
  id.append("/").append(cell_names(experiment, cell).name());
  return part.empty() ? id : id.append("/").append(part);
}

std::size_t corpus_of(const Experiment& experiment, const Cell& cell) {
  return to_size(&grid::corpus_of(experiment, experiment.tasks[cell.task]) - experiment.corpora.data());
}

Extraction needed_by(const Experiment& experiment, const Cell& cell) {
  return {cell.model, corpus_of(experiment, cell)};
}

const Cell& cell_of(const Work& work) {
  const Cell* cell = nullptr;
  std::visit(
      [&](const auto& of_stage) {
        if constexpr (requires { of_stage.cell; }) cell = &of_stage.cell;
        if constexpr (requires { of_stage.id.cell; }) cell = &of_stage.id.cell;
      },
      work);
  NEURANK_EXPECT(cell != nullptr);
  return *cell;
}

std::vector<Extraction> needed_extractions(const Experiment& experiment, const std::vector<Cell>& cells) {
  std::vector<Extraction> needed;
  for (const Cell& cell : cells) {
    const Extraction extraction = needed_by(experiment, cell);
    if (std::find(needed.begin(), needed.end(), extraction) == needed.end()) needed.push_back(extraction);
  }
  return needed;
}

Plan plan_extraction(const Experiment& experiment, const Facts& facts, const std::vector<Extraction>& extractions) {
  Plan plan;
  for (const auto& [model, corpus] : extractions) {
    const std::string& name = experiment.models[model].name;
    const std::size_t shards = facts.corpora[corpus].shards.size();
    const double words = to_double(facts.corpora[corpus].words) / to_double(shards);
    for (std::size_t shard = 0; shard < shards; ++shard) {
      const std::string id =
          name_of(Stage::extract) + "/" + name + "/" + experiment.corpora[corpus].name + "/" + std::to_string(shard);
      const double cost = words * facts.models[model].flops_per_word;
      plan.push_back(
          {{.id = id, .stage = Stage::extract, .cost = cost, .resource = name}, ExtractWork{model, corpus, shard}, {}});
    }
  }
  return plan;
}

Plan plan_probing(const Experiment& experiment, const Facts& facts, const std::vector<Cell>& cells, Stage last) {
  Plan plan;
  std::vector<std::size_t> reduced;
  WordRankings by_words;
  if (last >= Stage::train) by_words = add_word_rankings(experiment, facts, cells, plan);
  for (const Cell& cell : cells) {
    const auto found = by_words.find({cell.model, cell.task});
    const auto ranking = found == by_words.end() ? std::nullopt : std::optional(found->second);
    if (const auto unit = add_cell(experiment, facts, cell, last, ranking, plan)) reduced.push_back(*unit);
  }
  if (last >= Stage::report) add_comparisons(experiment, cells, reduced, plan);
  return plan;
}

Plan plan_run(const Experiment& experiment, const Facts& facts, const std::vector<Cell>& cells, Stage last) {
  const auto extractions = needed_extractions(experiment, cells);
  Plan plan = plan_extraction(experiment, facts, extractions);
  std::map<Extraction, std::vector<std::size_t>> shards;
  for (std::size_t u = 0; u < plan.size(); ++u) {
    const auto& work = std::get<ExtractWork>(plan[u].work);
    shards[{work.model, work.corpus}].push_back(u);
  }
  std::map<Extraction, std::size_t> complete;
  for (const Extraction& extraction : extractions) {
    const std::string& model = experiment.models[extraction.model].name;
    const std::string id =
        std::string(schedule::complete_stage) + "/" + model + "/" + experiment.corpora[extraction.corpus].name;
    complete[extraction] = plan.size();
    plan.push_back({{.id = id, .stage = Stage::extract, .cost = 0, .resource = model, .after = shards[extraction]},
                    CompleteWork{extraction.model, extraction.corpus},
                    {}});
  }
  const std::size_t before = plan.size();
  for (PlannedUnit& planned : plan_probing(experiment, facts, cells, last)) {
    for (std::size_t& unit : planned.unit.after) unit += before;
    // What a search hands on is a penalty alone: who trains with it waits for the activations, too.
    if (planned.unit.after.empty() || planned.unit.stage == Stage::train)
      planned.unit.after.push_back(complete.at(needed_by(experiment, cell_of(planned.work))));
    plan.push_back(std::move(planned));
  }
  return plan;
}

std::vector<schedule::Unit> units_of(const Plan& plan) {
  std::vector<schedule::Unit> units;
  for (const PlannedUnit& planned : plan) units.push_back(planned.unit);
  return units;
}

std::vector<std::string> ids_of(const Plan& plan) {
  std::vector<std::string> ids;
  for (const PlannedUnit& planned : plan) ids.push_back(planned.unit.id);
  return ids;
}

}  // namespace neurank::run
