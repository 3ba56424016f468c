#include "stage/report.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/files.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "report/csv.hpp"
#include "stage/comparison.hpp"
#include "stage/latex_tables.hpp"
#include "stage/result_tables.hpp"
#include "stage/table_queries.hpp"

namespace neurank::stage {
namespace {

struct Wanted {
  std::string labels, neurons, how;
};

/// Mean test accuracy over seeds and draws, of the largest kept share.
std::optional<double> mean_accuracy(const Table& rows, const Place& cell, const Wanted& wanted) {
  double largest = 0, sum = 0;
  int count = 0;
  for (std::size_t i = 0; i < rows.num_rows(); ++i) {
    if (!cell.holds(rows, i) || rows.text(i, "split") != "test" || rows.text(i, "labels") != wanted.labels ||
        rows.text(i, "neurons") != wanted.neurons || rows.text(i, "how") != wanted.how)
      continue;
    const double keep = rows.real(i, "keep");
    if (keep > largest) largest = keep, sum = 0, count = 0;
    if (keep < largest) continue;
    sum += rows.real(i, "accuracy");
    ++count;
  }
  return count > 0 ? std::optional(sum / count) : std::nullopt;
}

std::string percent(std::optional<double> share) {
  if (!share) return "-";
  return formatted("%.1f", 100 * *share);
}

std::optional<double> difference(std::optional<double> a, std::optional<double> b) {
  return a && b ? std::optional(*a - *b) : std::nullopt;
}

std::optional<double> baseline(const Table& rows, const Place& cell, const std::string& column) {
  const auto row = test_baselines(rows, cell);
  return row ? std::optional(rows.real(*row, column)) : std::nullopt;
}

}  // namespace

store::ResultSet collect_results(const RunFolder& folder, const grid::Experiment& experiment,
                                 const std::vector<grid::Cell>& cells) {
  store::ResultSet results{.attributes = {{"experiment", experiment.name}}, .tables = {}, .arrays = {}};
  for (const auto& name : table_names()) results.tables[name] = empty_table(name);
  for (const auto& cell : cells) {
    const auto reduced = store::read_results(folder.unit(experiment, cell, schedule::Stage::reduce, ""));
    for (const auto& name : cell_table_names()) results.tables[name].append(reduced.tables.at(name));
  }
  results.tables["architecture_tests"] = compare_models(results.tables["metrics"], experiment.seed);
  return results;
}

std::vector<std::filesystem::path> write_report(const RunFolder& folder, const store::ResultSet& results,
                                                const std::vector<std::string>& findings) {
  std::vector<std::filesystem::path> files = {folder.results()};
  store::write_results(folder.results(), results);
  make_folder(folder.tables());
  for (const auto& name : table_names()) {
    files.push_back(folder.tables() / (name + ".csv"));
    report::write_csv(files.back(), results.tables.at(name));
  }
  for (const auto& [name, latex] : latex_tables(results.tables)) {
    files.push_back(folder.tables() / name);
    write_file(files.back(), latex);
  }
  files.push_back(folder.findings());
  write_file(files.back(), join(findings, "\n") + "\n");
  return files;
}

std::vector<std::vector<std::string>> summary(const store::ResultSet& results) {
  const Table &accuracy = results.tables.at("accuracy"), &baselines = results.tables.at("baselines");
  std::vector<std::vector<std::string>> lines;
  for (const Place& cell : places_of(accuracy)) {
    const auto all = mean_accuracy(accuracy, cell, {"task", "all", "full"});
    const auto control = mean_accuracy(accuracy, cell, {"control", "all", "full"});
    lines.push_back({cell.name(), percent(baseline(baselines, cell, "majority")),
                     percent(baseline(baselines, cell, "word_majority")), percent(all),
                     percent(mean_accuracy(accuracy, cell, {"task", "top", "masked"})),
                     percent(mean_accuracy(accuracy, cell, {"task", "random", "masked"})),
                     percent(mean_accuracy(accuracy, cell, {"task", "bottom", "masked"})), percent(control),
                     percent(difference(all, control))});
  }
  return lines;
}

}  // namespace neurank::stage
