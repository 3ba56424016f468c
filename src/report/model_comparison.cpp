#include "report/model_comparison.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "analysis/comparison.hpp"
#include "base/random.hpp"
#include "report/result_tables.hpp"

namespace neurank::report {
namespace {

struct OfModel {
  std::string model;
  std::vector<double> values;  ///< one a repetition
};

/// What can be compared with each other: models in the order of the table.
using Groups = std::map<std::tuple<std::string, std::string, std::string>, std::vector<OfModel>>;

/// By task, variant and metric.
Groups group(const Table& metrics) {
  Groups groups;
  for (std::size_t row = 0; row < metrics.num_rows(); ++row) {
    auto& models = groups[{metrics.text(row, "task"), metrics.text(row, "variant"), metrics.text(row, "metric")}];
    const std::string& name = metrics.text(row, "model");
    auto found = std::find_if(models.begin(), models.end(), [&](const OfModel& m) { return m.model == name; });
    if (found == models.end()) found = models.insert(found, {name, {}});
    found->values.push_back(metrics.real(row, "value"));
  }
  return groups;
}

}  // namespace

Table compare_models(const Table& metrics, std::uint64_t seed) {
  Table table = empty_table("architecture_tests");
  for (const auto& [key, models] : group(metrics)) {
    const auto& [task, variant, metric] = key;
    for (std::size_t a = 0; a < models.size(); ++a)
      for (std::size_t b = a + 1; b < models.size(); ++b) {
        const std::string purpose = task + "/" + variant + "/" + metric + "/" + models[a].model + "/" + models[b].model;
        const auto found = analysis::compare(models[a].values, models[b].values, analysis::bootstrap_resamples,
                                             derive_seed(seed, "comparison " + purpose));
        const Value low = found.interval ? Value(found.interval->low) : Value();
        const Value high = found.interval ? Value(found.interval->high) : Value();
        table.add_row(
            {task, variant, models[a].model, models[b].model, metric, found.difference, low, high, found.p_value});
      }
  }
  return table;
}

}  // namespace neurank::report
