#include "run/report.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "report/csv.hpp"
#include "report/figures/figures.hpp"
#include "report/figures/gnuplot.hpp"
#include "report/latex_tables.hpp"
#include "report/page/page.hpp"
#include "report/result_tables.hpp"
#include "run/run_record.hpp"

namespace neurank::run {
namespace {

constexpr std::size_t drawing_processes = 2;

/// Tables that the results lack, empty: those of later versions.
std::vector<std::string> add_missing(std::map<std::string, Table>& tables, const Results& results) {
  std::vector<std::string> missing;
  for (const auto& name : report::table_names())
    if (!results.large.contains(name) && tables.try_emplace(name, report::empty_table(name)).second)
      missing.push_back(name);
  return missing;
}

void write_tables(const schedule::RunFolder& folder, const Results& results, const std::map<std::string, Table>& tables,
                  std::vector<std::filesystem::path>& files) {
  make_folder(folder.tables());
  for (const auto& name : report::table_names()) {
    const auto large = results.large.find(name);
    if (large == results.large.end() && !results.small.tables.contains(name)) continue;
    files.push_back(folder.tables() / (name + ".csv"));
    report::write_csv(files.back(), large != results.large.end() ? large->second : TableParts::of(tables.at(name)));
  }
  for (const auto& [name, latex] : report::latex_tables(tables)) {
    files.push_back(folder.tables() / name);
    write_file(files.back(), latex);
  }
}

}  // namespace

Report write_report(const schedule::RunFolder& folder, const Results& results) {
  Report made;
  std::map<std::string, Table> tables = results.small.tables;
  if (const auto missing = add_missing(tables, results); !missing.empty())
    made.notes.push_back("The results lack the tables " + join(missing, ", ") +
                         ": they are of an older version. What is made from these is left out.");
  made.findings = report::findings(tables);
  write_tables(folder, results, tables, made.files);
  for (const auto& [file, lines] :
       {std::pair{folder.findings(), &made.findings.page}, {folder.cell_findings(), &made.findings.cells}}) {
    made.files.push_back(file);
    write_file(file, join(*lines, "\n") + "\n");
  }
  report::Figures figures = report::make_figures(tables);
  for (std::string& note : figures.notes) made.notes.push_back(std::move(note));
  for (std::string& note : report::draw_figures(folder.figures(), figures.figures, drawing_processes))
    made.notes.push_back(std::move(note));
  made.files.push_back(folder.figures());
  const auto name = results.small.attributes.find("experiment");
  const report::PageContent content{.experiment = name == results.small.attributes.end() ? "neurank" : name->second,
                                    .provenance = provenance(folder),
                                    .grid = recorded_grid(folder),
                                    .notes = made.notes,
                                    .figures = folder.figures()};
  write_file(folder.page(), report::page(tables, made.findings, figures, content));
  made.files.push_back(folder.page());
  return made;
}

}  // namespace neurank::run
