#include "report/published_check.hpp"

#include <cmath>

#include "base/cast.hpp"
#include "base/text.hpp"
#include "report/accuracy_rows.hpp"
#include "report/published.hpp"
#include "report/result_tables.hpp"

namespace neurank::report {
namespace {

/// The paper keeps so much of the network when it sets the rest to zero.
constexpr double published_keep = 0.2;

/// Means of what was added under each name.
class Means {
 public:
  void add(const std::string& name, double value) {
    auto& [sum, count] = sums_[name];
    sum += value;
    ++count;
  }

  std::map<std::string, double> take() const {
    std::map<std::string, double> means;
    for (const auto& [name, sum] : sums_) means[name] = sum.first / sum.second;
    return means;
  }

 private:
  std::map<std::string, std::pair<double, int>> sums_;
};

void add_accuracies(const Table& table, Means& means) {
  for (std::size_t i = 0; i < table.num_rows(); ++i) {
    const AccuracyRow row = accuracy_row(table, i);
    if (row.labels != analysis::Labels::task || row.split != analysis::Measured::test) continue;
    if (!row.accuracy) continue;
    if (row.how == analysis::Training::full) means.add("accuracy_all", 100 * *row.accuracy);
    if (row.how == analysis::Training::masked && std::abs(row.keep - published_keep) < 1e-9)
      means.add(std::string("masked_") + name_of(row.neurons), 100 * *row.accuracy);
  }
}

void add_minimal_sets(const Table& table, Means& means) {
  for (std::size_t row = 0; row < table.num_rows(); ++row) {
    const std::string at = std::string("@").append(to_text(table.real(row, "delta")));
    means.add("neurons" + at, to_double(table.integer(row, "n")));
    means.add("retrained_top" + at, 100 * table.real(row, "accuracy_test"));
    means.add("retrained_random" + at, 100 * table.real(row, "random_test"));
    means.add("retrained_bottom" + at, 100 * table.real(row, "bottom_test"));
    if (table.is_empty(row, "selectivity_all")) continue;
    means.add("selectivity_all", 100 * table.real(row, "selectivity_all"));
    means.add("selectivity_top" + at, 100 * table.real(row, "selectivity_top"));
  }
}

void add_layers(const Table& table, Means& means) {
  for (std::size_t row = 0; row < table.num_rows(); ++row)
    if (!table.is_empty(row, "delta"))
      means.add("layer_" + std::to_string(table.integer(row, "layer")) + "@" + to_text(table.real(row, "delta")),
                to_double(table.integer(row, "count")));
}

void add_penalty(const Table& table, Means& means) {
  for (std::size_t row = 0; row < table.num_rows(); ++row) {
    if (table.integer(row, "selected") == 0) continue;
    means.add("lambda_l1", table.real(row, "l1"));
    means.add("lambda_l2", table.real(row, "l2"));
  }
}

}  // namespace

std::map<std::string, double> published_quantities(const std::map<std::string, Table>& tables) {
  Means means;
  add_accuracies(tables.at("accuracy"), means);
  add_minimal_sets(tables.at("minimal"), means);
  add_layers(tables.at("layers"), means);
  add_penalty(tables.at("lambda"), means);
  return means.take();
}

Table published_rows(const CellName& cell, const PublishedPlace& place, const std::map<std::string, Table>& tables) {
  Table table = empty_table("published");
  const std::map<std::string, double> measured = published_quantities(tables);
  const Table published = published_results();
  for (std::size_t row = 0; row < published.num_rows(); ++row) {
    const auto found = measured.find(published.text(row, "quantity"));
    if (published.text(row, "family") != place.family || published.integer(row, "neurons") != place.neurons ||
        published.text(row, "task") != name_of(place.task) || found == measured.end())
      continue;
    const double value = published.real(row, "value");
    table.add_row(cell_row(cell, {found->first, value, found->second, found->second - value,
                                  published.text(row, "source"), place.corpus, place.ridge}));
  }
  return table;
}

}  // namespace neurank::report
