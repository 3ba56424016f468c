#include "run/report.hpp"

#include <algorithm>
#include <functional>
#include <variant>

#include "base/files.hpp"
#include "base/text.hpp"
#include "report/csv.hpp"
#include "report/figures/figures.hpp"
#include "report/figures/gnuplot.hpp"
#include "report/latex_tables.hpp"
#include "report/page/page.hpp"
#include "report/prose.hpp"
#include "report/result_tables.hpp"
#include "report/table_queries.hpp"
#include "run/methods_facts.hpp"
#include "run/run_record.hpp"
#include "schedule/journal.hpp"

namespace neurank::run {
namespace {

using report::Tables;

constexpr std::size_t drawing_processes = 2, most_named = 5;

/// What results of an older version lack.
struct Lacking {
  std::vector<std::string> tables, columns;

  bool any() const { return !tables.empty() || !columns.empty(); }
};

/// Adds tables and columns that the results lack, empty.
Lacking complete_tables(Results& results) {
  Lacking lacking;
  for (const auto& name : report::table_names()) {
    if (results.large.contains(name)) continue;
    const auto [table, is_new] = results.small.tables.try_emplace(name, report::empty_table(name));
    if (is_new)
      lacking.tables.push_back(name);
    else
      table->second = report::with_declared_columns(name, table->second, lacking.columns);
  }
  return lacking;
}

std::vector<std::string> text_of(const Lacking& lacking) {
  std::vector<std::string> parts;
  if (!lacking.tables.empty()) parts.push_back("the tables " + join(lacking.tables, ", "));
  if (!lacking.columns.empty()) parts.push_back("the columns " + join(lacking.columns, ", "));
  if (parts.empty()) return {};
  return {"The results are of an older version and lack " + join(parts, " and ") +
          ": what is made from these is left out."};
}

/// Makes a part of the report; of results of an older version only where they have what it needs.
void make_part(const std::string& name, const Lacking& lacking, std::vector<std::string>& notes,
               const std::function<void()>& make) {
  if (!lacking.any()) return make();
  try {
    make();
  } catch (const std::bad_variant_access&) {
    notes.push_back(name + " cannot be made from results of that version.");
  }
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
          report::first_of(planned, most_named) + ". The same command that began the run goes on with it."};
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

/// @param left_out tables that are not written
void write_tables(const schedule::RunFolder& folder, const Results& results, const std::vector<std::string>& left_out,
                  std::vector<std::filesystem::path>& files) {
  make_folder(folder.tables());
  for (const auto& name : report::table_names()) {
    if (std::ranges::find(left_out, name) != left_out.end()) continue;
    const auto large = results.large.find(name);
    if (large == results.large.end() && !results.small.tables.contains(name)) continue;
    files.push_back(folder.tables() / (name + ".csv"));
    report::write_csv(files.back(),
                      large != results.large.end() ? large->second : TableParts::of(results.small.tables.at(name)));
  }
}

void write_latex(const schedule::RunFolder& folder, const Tables& tables, std::vector<std::filesystem::path>& files) {
  for (const auto& [name, latex] : report::latex_tables(tables)) {
    files.push_back(folder.tables() / name);
    write_file(files.back(), latex);
  }
}

/// @return what was written
std::string write_methods(const schedule::RunFolder& folder, const grid::Experiment& experiment, const Tables& tables,
                          std::vector<std::filesystem::path>& files) {
  std::string text = methods_text(experiment, tables, folder);
  write_file(folder.methods(), text);
  files.push_back(folder.methods());
  return text;
}

void write_findings(const schedule::RunFolder& folder, Report& made) {
  for (const auto& [file, lines] :
       {std::pair{folder.findings(), &made.findings.page}, {folder.cell_findings(), &made.findings.cells}}) {
    made.files.push_back(file);
    write_file(file, join(*lines, "\n") + "\n");
  }
}

void write_page(const schedule::RunFolder& folder, const grid::Experiment& experiment, const Tables& tables,
                const std::string& methods, bool is_partial, Report& made) {
  report::Figures figures = report::make_figures(tables, report::most_figures, is_partial);
  add(figures.notes, made.notes);
  add(report::draw_figures(folder.figures(), figures.figures, drawing_processes), made.notes);
  made.files.push_back(folder.figures());
  write_file(folder.page(), report::page(tables, made.findings, figures,
                                         {.experiment = experiment.name,
                                          .provenance = provenance(folder),
                                          .methods = methods,
                                          .grid = recorded_grid(folder),
                                          .notes = made.notes,
                                          .figures = folder.figures()}));
  made.files.push_back(folder.page());
}

}  // namespace

Report write_report(const schedule::RunFolder& folder, const grid::Experiment& experiment, Results& results) {
  Report made;
  const Lacking lacking = complete_tables(results);
  const Tables& tables = results.small.tables;
  for (auto notes : {text_of(lacking), missing_cells(experiment, tables), missing_units(folder)})
    add(std::move(notes), made.notes);
  write_tables(folder, results, lacking.tables, made.files);
  const auto part = [&](const std::string& name, const std::function<void()>& make) {
    make_part(name, lacking, made.notes, make);
  };
  part("LaTeX", [&] { write_latex(folder, tables, made.files); });
  part("findings.txt", [&] { made.findings = report::findings(tables); });
  write_findings(folder, made);
  std::string methods;
  part("methods.txt", [&] { methods = write_methods(folder, experiment, tables, made.files); });
  part("report.html", [&] { write_page(folder, experiment, tables, methods, lacking.any(), made); });
  return made;
}

Report report_again(const schedule::RunFolder& folder) {
  const grid::Experiment experiment = recorded_experiment(folder);
  Results results = read_results(folder, experiment);
  return write_report(folder, experiment, results);
}

}  // namespace neurank::run
