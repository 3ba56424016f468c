#include "run/results.hpp"

#include "probing/probing.hpp"
#include "report/result_tables.hpp"
#include "report/tested_contrasts.hpp"
#include "run/run_plan.hpp"
#include "schedule/journal.hpp"

namespace neurank::run {
namespace {

/// The table that grows with the neurons, and which nothing but its own files needs.
constexpr const char* large_table = "ranking";

store::ResultSet read_cell(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                           const grid::Cell& cell, const store::Wanted::Names& tables) {
  return store::read_results(folder.unit(experiment, cell, schedule::Stage::reduce, ""), {.tables = tables});
}

}  // namespace

Results collect_results(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                        const std::set<std::string>& finished) {
  Results results;
  results.small.attributes = {{"experiment", experiment.name}};
  auto& tables = results.small.tables;
  for (const auto& name : report::table_names()) tables[name] = report::empty_table(name);
  tables.erase(large_table);
  const auto planned = grid::expand_cells(experiment);
  std::vector<grid::Cell> cells;
  for (const grid::Cell& cell : planned)
    if (finished.contains(unit_id(experiment, cell, schedule::Stage::reduce, ""))) cells.push_back(cell);
  for (const auto& cell : cells)
    for (auto& [name, table] :
         read_cell(folder, experiment, cell, [](const std::string& name) { return name != large_table; }).tables)
      tables.at(name).append(table);
  const auto add_unit = [&](const grid::Cell& cell, const std::string& part) {
    const std::string id = unit_id(experiment, cell, schedule::Stage::report, part);
    if (!finished.contains(id)) return;
    for (const auto& [name, table] : store::read_results(folder.unit_file(id)).tables) tables.at(name).append(table);
  };
  for (const probing::CompareWork& work : probing::comparisons(experiment, planned))
    add_unit(work.cell, probing::comparison_part(experiment, work));
  for (const probing::GroupsWork& work : probing::grouped(experiment, planned))
    add_unit(work.cell, probing::groups_part);
  for (const probing::CardsWork& work : probing::neuron_cards(experiment, planned))
    add_unit(work.cell, probing::cards_part);
  for (const probing::TasksWork& work : probing::compared_tasks(experiment, planned))
    add_unit(work.cell, probing::tasks_part);
  report::adjust_p_values(tables);
  const auto part = [=, &experiment, held = Table()](std::size_t i) mutable -> const Table& {
    const auto is_large = [](const std::string& name) { return name == large_table; };
    held = Table();  // two at once may not fit in memory
    return held = std::move(read_cell(folder, experiment, cells[i], is_large).tables.at(large_table));
  };
  results.large[large_table] = {report::empty_table(large_table).columns(), cells.size(), part};
  return results;
}

void write_results(const schedule::RunFolder& folder, const Results& results) {
  store::write_results(folder.results(), results.small, results.large);
}

Results read_results(const schedule::RunFolder& folder, const grid::Experiment& experiment) {
  constexpr Index rows_at_once = 100000;
  if (!std::filesystem::exists(folder.results())) {
    std::set<std::string> finished;
    for (const auto& [unit, done] : schedule::read_journal(folder.journal()).done) finished.insert(unit);
    return collect_results(folder, experiment, finished);
  }
  const auto is_small = [](const std::string& name) { return name != large_table; };
  Results results{store::read_results(folder.results(), {.tables = is_small}), {}};
  if (auto parts = store::read_table_parts(folder.results(), large_table, rows_at_once))
    results.large[large_table] = std::move(*parts);
  return results;
}

}  // namespace neurank::run
