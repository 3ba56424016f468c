#include "run/results.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "report/csv.hpp"
#include "report/latex_tables.hpp"
#include "report/model_comparison.hpp"
#include "report/result_tables.hpp"

namespace neurank::run {

store::ResultSet collect_results(const schedule::RunFolder& folder, const grid::Experiment& experiment,
                                 const std::vector<grid::Cell>& cells) {
  store::ResultSet results{.attributes = {{"experiment", experiment.name}}, .tables = {}, .arrays = {}};
  for (const auto& name : report::table_names()) results.tables[name] = report::empty_table(name);
  for (const auto& cell : cells) {
    const auto reduced = store::read_results(folder.unit(experiment, cell, schedule::Stage::reduce, ""));
    for (const auto& name : report::cell_table_names()) results.tables[name].append(reduced.tables.at(name));
  }
  results.tables["architecture_tests"] = report::compare_models(results.tables["metrics"], experiment.seed);
  return results;
}

std::vector<std::filesystem::path> write_results(const schedule::RunFolder& folder, const store::ResultSet& results,
                                                 const std::vector<std::string>& findings) {
  std::vector<std::filesystem::path> files = {folder.results()};
  store::write_results(folder.results(), results);
  make_folder(folder.tables());
  for (const auto& name : report::table_names()) {
    files.push_back(folder.tables() / (name + ".csv"));
    report::write_csv(files.back(), results.tables.at(name));
  }
  for (const auto& [name, latex] : report::latex_tables(results.tables)) {
    files.push_back(folder.tables() / name);
    write_file(files.back(), latex);
  }
  files.push_back(folder.findings());
  write_file(files.back(), join(findings, "\n") + "\n");
  return files;
}

}  // namespace neurank::run
