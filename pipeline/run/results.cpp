#include "run/results.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "probing/probing.hpp"
#include "report/csv.hpp"
#include "report/latex_tables.hpp"
#include "report/result_tables.hpp"
#include "report/tested_contrasts.hpp"
#include "run/methods_facts.hpp"
#include "run/run_plan.hpp"

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
  report::adjust_p_values(tables);
  const auto part = [=, &experiment, held = Table()](std::size_t i) mutable -> const Table& {
    const auto is_large = [](const std::string& name) { return name == large_table; };
    held = Table();  // two at once may not fit in memory
    return held = std::move(read_cell(folder, experiment, cells[i], is_large).tables.at(large_table));
  };
  results.large[large_table] = {report::empty_table(large_table).columns(), cells.size(), part};
  return results;
}

std::vector<std::filesystem::path> write_results(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                                                 const Results& results, const report::Findings& findings) {
  std::vector<std::filesystem::path> files = {folder.results()};
  store::write_results(folder.results(), results.small, results.large);
  make_folder(folder.tables());
  for (const auto& name : report::table_names()) {
    files.push_back(folder.tables() / (name + ".csv"));
    const auto large = results.large.find(name);
    report::write_csv(files.back(),
                      large != results.large.end() ? large->second : TableParts::of(results.small.tables.at(name)));
  }
  for (const auto& [name, latex] : report::latex_tables(results.small.tables)) {
    files.push_back(folder.tables() / name);
    write_file(files.back(), latex);
  }
  for (const auto& [file, lines] :
       {std::pair{folder.findings(), &findings.page}, {folder.cell_findings(), &findings.cells}}) {
    files.push_back(file);
    write_file(file, join(*lines, "\n") + "\n");
  }
  files.push_back(folder.methods());
  write_file(folder.methods(), methods_text(experiment, results.small.tables, folder));
  return files;
}

}  // namespace neurank::run
