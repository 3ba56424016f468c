#include "run/report.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "grid/reader.hpp"
#include "report/csv.hpp"
#include "report/figures/figures.hpp"
#include "report/figures/gnuplot.hpp"
#include "report/latex_tables.hpp"
#include "report/page/page.hpp"
#include "report/result_tables.hpp"
#include "report/table_queries.hpp"
#include "run/methods_facts.hpp"
#include "run/run_record.hpp"
#include "schedule/journal.hpp"

namespace neurank::run {
namespace {

using Tables = std::map<std::string, Table>;

constexpr std::size_t drawing_processes = 2, most_named = 5;

/// "a, b, c and 4 more".
std::string named(std::vector<std::string> names) {
  const std::size_t more = names.size() > most_named ? names.size() - most_named : 0;
  names.resize(names.size() - more);
  return join(names, ", ") + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

/// Adds tables that the results lack, empty. @return their names
std::vector<std::string> add_missing_tables(Results& results) {
  std::vector<std::string> missing;
  for (const auto& name : report::table_names())
    if (!results.large.contains(name) && results.small.tables.try_emplace(name, report::empty_table(name)).second)
      missing.push_back(name);
  return missing;
}

std::vector<std::string> missing_tables_text(const std::vector<std::string>& missing) {
  if (missing.empty()) return {};
  return {"The results are of an older version and lack the tables " + join(missing, ", ") +
          ": what is made from these is left out."};
}

/// Cells that the grid plans and the results do not have.
std::vector<std::string> missing_cells(const grid::Experiment& experiment, const Tables& tables) {
  std::vector<std::string> planned;
  for (const grid::Cell& cell : grid::expand_cells(experiment))
    planned.push_back(grid::cell_names(experiment, cell).name());
  const std::size_t all = planned.size();
  const report::CellTables cells(tables.at("baselines"));
  std::erase_if(planned, [&](const std::string& name) {
    return std::ranges::any_of(cells.cells(), [&](const report::CellName& cell) { return cell.name() == name; });
  });
  if (planned.empty()) return {};
  return {std::to_string(planned.size()) + " of " + std::to_string(all) + " cells are not in the results: " +
          named(planned) + ". The same command that began the run goes on with it."};
}

/// Units that are not done or whose latest attempt has failed, as far as the folder still has its journal.
std::vector<std::string> missing_units(const schedule::RunFolder& folder) {
  if (!std::filesystem::exists(folder.journal()) || !std::filesystem::exists(folder.units())) return {};
  const auto [done, failed] = schedule::read_journal(folder.journal());
  const auto planned = read_planned_units(folder);
  const auto left = std::ranges::count_if(planned, [&](const std::string& unit) { return !done.contains(unit); });
  std::vector<std::string> notes;
  if (left > 0)
    notes.push_back(std::to_string(left) + " of " + std::to_string(planned.size()) +
                    " units are not done: what they would have added is missing.");
  std::size_t named_ones = 0;
  for (const auto& [unit, reason] : failed)
    if (named_ones < most_named && ++named_ones > 0) notes.push_back("Unit " + unit + " has failed: " + reason);
  if (failed.size() > named_ones)
    notes.push_back(std::to_string(failed.size() - named_ones) + " more units have failed: neurank status " +
                    folder.root().string());
  return notes;
}

void add(std::vector<std::string> more, std::vector<std::string>& notes) {
  for (std::string& note : more) notes.push_back(std::move(note));
}

/// @param missing tables that are left out
void write_tables(const schedule::RunFolder& folder, const Results& results, const std::vector<std::string>& missing,
                  std::vector<std::filesystem::path>& files) {
  make_folder(folder.tables());
  for (const auto& name : report::table_names()) {
    if (std::ranges::find(missing, name) != missing.end()) continue;
    const auto large = results.large.find(name);
    if (large == results.large.end() && !results.small.tables.contains(name)) continue;
    files.push_back(folder.tables() / (name + ".csv"));
    report::write_csv(files.back(),
                      large != results.large.end() ? large->second : TableParts::of(results.small.tables.at(name)));
  }
  for (const auto& [name, latex] : report::latex_tables(results.small.tables)) {
    files.push_back(folder.tables() / name);
    write_file(files.back(), latex);
  }
}

void write_findings(const schedule::RunFolder& folder, Report& made) {
  for (const auto& [file, lines] :
       {std::pair{folder.findings(), &made.findings.page}, {folder.cell_findings(), &made.findings.cells}}) {
    made.files.push_back(file);
    write_file(file, join(*lines, "\n") + "\n");
  }
}

void write_page(const schedule::RunFolder& folder, const grid::Experiment& experiment, const Tables& tables,
                Report& made) {
  report::Figures figures = report::make_figures(tables);
  add(figures.notes, made.notes);
  add(report::draw_figures(folder.figures(), figures.figures, drawing_processes), made.notes);
  made.files.push_back(folder.figures());
  write_file(folder.page(), report::page(tables, made.findings, figures,
                                         {.experiment = experiment.name,
                                          .provenance = provenance(folder),
                                          .methods = read_file(folder.methods()),
                                          .grid = recorded_grid(folder),
                                          .notes = made.notes,
                                          .figures = folder.figures()}));
  made.files.push_back(folder.page());
}

}  // namespace

Report write_report(const schedule::RunFolder& folder, const grid::Experiment& experiment, Results& results) {
  Report made;
  const auto missing = add_missing_tables(results);
  const Tables& tables = results.small.tables;
  add(missing_tables_text(missing), made.notes);
  add(missing_cells(experiment, tables), made.notes);
  add(missing_units(folder), made.notes);
  made.findings = report::findings(tables);
  write_tables(folder, results, missing, made.files);
  write_findings(folder, made);
  made.files.push_back(folder.methods());
  write_file(folder.methods(), methods_text(experiment, tables, folder));
  write_page(folder, experiment, tables, made);
  return made;
}

Report report_again(const schedule::RunFolder& folder) {
  const std::string grid = recorded_grid(folder);
  if (grid.empty())
    throw usage_error(folder.root().string() + ": does not hold a run: there is neither run.json nor run.yaml",
                      "name the output folder of a run");
  const grid::Experiment experiment = grid::recorded_experiment(grid);
  Results results = read_results(folder, experiment);
  return write_report(folder, experiment, results);
}

}  // namespace neurank::run
