#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "base/text.hpp"
#include "report/ranking_samples.hpp"
#include "report/result_tables.hpp"

namespace neurank::report::test {

/// How large a grid is whose results are made up, and how long its names are.
struct MadeUpGrid {
  int models = 4, tasks = 12, variants = 2;
  std::string padding = {};  ///< behind every name
  bool has_groups = false;   ///< each model a group of five runs
};

/// Tables of a grid of any size, with all that findings can speak of, by chance.
class MadeUpResults {
 public:
  explicit MadeUpResults(const MadeUpGrid& grid) : grid_(grid), random_(5) {
    for (const auto& name : table_names()) tables_[name] = empty_table(name);
    for (int model = 0; model < grid.models; ++model)
      for (int task = 0; task < grid.tasks; ++task)
        for (int variant = 0; variant < grid.variants; ++variant) add_cell(model, task, variant);
    for (int task = 0; task < grid.tasks; ++task)
      for (int variant = 0; variant < grid.variants; ++variant) add_comparisons(task, variant);
  }

  std::map<std::string, Table>& tables() { return tables_; }

 private:
  std::string name(const char* kind, int number) const { return kind + std::to_string(number) + grid_.padding; }
  std::int64_t count(std::int64_t most) {
    return static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(most)));
  }
  /// A number, its interval, and nothing or a p-value.
  std::vector<Value> estimate(double value) {
    const double half = 0.1 * random_.uniform();
    return {value, value - half, value + half};
  }

  void add(const std::string& table, std::vector<Value> values) {
    values.insert(values.begin(), cell_.begin(), cell_.end());
    values.resize(tables_.at(table).columns().size());
    tables_.at(table).add_row(std::move(values));
  }

  void add_metric(const std::string& metric, double value, bool is_tested) {
    const auto numbers = estimate(value);
    const Value p_value = is_tested ? Value(0.1 * random_.uniform()) : Value();
    add("architectures",
        {metric, numbers[0], 0.01, numbers[1], numbers[2], std::int64_t{2}, p_value, p_value, "words and repetitions"});
  }

  void add_cell(int model, int task, int variant) {
    cell_ = {name("model", model), name("task", task), name("variant", variant)};
    const std::int64_t neurons = 1000 * (model + 1), n = task % 3 == 0 ? neurons : 1 + count(neurons / 2);
    for (const std::int64_t seed : {1, 2}) {
      add("accuracy", {seed, "task", "test", "all", "full", 1.0, neurons, {}, 0.5 + random_.uniform() / 2});
      add("accuracy", {seed, "task", "ambiguous", "all", "full", 1.0, neurons, {}, 0.5 + random_.uniform() / 2});
      std::vector<Value> row = {seed, 0.5, n, static_cast<double>(n) / static_cast<double>(neurons)};
      for (int i = 0; i < 16; ++i) row.emplace_back(random_.uniform());
      row.emplace_back(count(n));
      add("minimal", row);
      for (std::int64_t layer = 0; layer < 13; ++layer)
        add("layers", {seed, 0.5, std::string("residual"), layer, n / 13, 0.1, 7.5, 2.5 * random_.uniform(),
                       9 * random_.uniform(), layer == task ? 1e-9 : 0.5, n});
    }
    add("minimal_sizes", {0.5, n, std::int64_t{2}, std::int64_t{0}, n / 2, neurons, n, 0.01 * random_.uniform()});
    for (int label = 0; label < 3 + task; ++label)
      add("labels", {std::int64_t{1}, 0.5, "L" + std::to_string(label), 1 + count(500)});
    add("baselines", {"test",
                      0.2,
                      random_.uniform(),
                      std::int64_t{1000},
                      std::int64_t{70},
                      std::int64_t{20},
                      0.5,
                      std::int64_t{5},
                      {},
                      std::int64_t{100},
                      count(20),
                      count(9),
                      count(100),
                      std::int64_t{100},
                      "sentences",
                      0.8,
                      model == 0 ? untrained_weights : trained_weights});
    add_metric("accuracy", random_.uniform(), false);
    for (const char* metric : {"retrained_gap@0.5", "selectivity_gap@0.5", "layer_0_gap", "layer_centre@0.5"})
      add_metric(metric, random_.uniform() - 0.3, metric == std::string("retrained_gap@0.5"));
    add("random_sets", {0.5, n, 0.9, std::int64_t{99}, count(20)});
    add("shadows", {neurons, std::int64_t{1}, count(neurons), 0.5});
    add_sharing(n);
    add_rankings({name("model", model), name("task", task), name("variant", variant)}, {.neurons = neurons}, tables_);
  }

  void add_sharing(std::int64_t n) {
    std::vector<Value> row = {std::int64_t{1}, 0.5, n, 2 * n, 1 + random_.uniform(), 0.1, 0.1, {},
                              std::int64_t{5}, {},  n};
    for (const Value& value : {Value(), Value(1.5), Value(1.4), Value(1.6)}) row.push_back(value);
    add("sharing", row);
  }

  void add_comparisons(int task, int variant) {
    const std::string task_name = name("task", task), variant_name = name("variant", variant);
    for (int a = 0; a < grid_.models; ++a)
      for (int b = a + 1; b < grid_.models; ++b) {
        std::vector<Value> row = {task_name, variant_name, name("model", a), name("model", b), "accuracy"};
        for (const Value& value : estimate(random_.uniform() - 0.5)) row.push_back(value);
        const double p_value = 0.1 * random_.uniform();
        std::vector<Value> groups = row;
        row.insert(row.end(), {p_value, p_value, "words and repetitions"});
        tables_.at("architecture_tests").add_row(row);
        groups.insert(groups.end(), {p_value, p_value, std::int64_t{5}, std::int64_t{5}});
        if (grid_.has_groups) tables_.at("group_tests").add_row(groups);
      }
  }

  MadeUpGrid grid_;
  Random random_;
  std::vector<Value> cell_;
  std::map<std::string, Table> tables_;
};

}  // namespace neurank::report::test
