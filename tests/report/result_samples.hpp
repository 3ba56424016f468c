#pragma once

#include <map>
#include <string>

#include "report/result_tables.hpp"

namespace neurank::report::test {

/// Tables of results made by hand: two models on one task, two repetitions, a minimal set at 0.5 points.
inline std::map<std::string, Table> small_results() {
  std::map<std::string, Table> tables;
  for (const auto& name : table_names()) tables[name] = empty_table(name);
  for (const char* model : {"bert", "xl_net"}) {
    const bool first = model == std::string("bert");
    const auto add = [&](const char* table, std::vector<Value> values) {
      values.insert(values.begin(), {model, "pos", "raw"});
      values.resize(tables.at(table).columns().size());
      tables.at(table).add_row(std::move(values));
    };
    for (const std::int64_t seed : {1, 2}) {
      const double shift = seed == 1 ? -0.01 : 0.01;
      const std::int64_t n = first ? 10 * seed : 40;
      add("accuracy", {seed, "task", "test", "all", "full", 1.0, std::int64_t{400}, {}, 0.9 + shift, {}, {}});
      add("accuracy", {seed, "task", "ambiguous", "all", "full", 1.0, std::int64_t{400}, {}, 0.75, {}, {}});
      add("accuracy", {seed, "task", "test", "top", "masked", 0.1, std::int64_t{40}, {}, 0.3, {}, {}});
      add("accuracy", {seed, "task", "test", "top", "masked", 0.2, std::int64_t{80}, {}, 0.8, {}, {}});
      add("accuracy", {seed, "task", "dev", "top", "masked", 0.2, std::int64_t{80}, {}, 0.1, {}, {}});
      add("accuracy", {seed, "task", "test", "random", "masked", 0.2, std::int64_t{80}, std::int64_t{1}, 0.4, {}, {}});
      add("accuracy", {seed, "task", "test", "random", "masked", 0.2, std::int64_t{80}, std::int64_t{2}, 0.6, {}, {}});
      add("minimal", {seed,
                      0.5,
                      n,
                      static_cast<double>(n) / 400,
                      0.91,
                      0.906,
                      0.895 + shift,
                      0.7,
                      0.2,
                      0.25,
                      0.375,
                      0.5,
                      0.92,
                      0.9,
                      0.0625,
                      {},
                      {},
                      {},
                      {}});
      add("layers",
          {seed, 0.5, std::string("residual"), std::int64_t{0}, std::int64_t{1}, 0.125, 4.0, 0.25, -1.5, 0.9, n, {}});
      add("layers",
          {seed, 0.5, std::string("residual"), std::int64_t{1}, std::int64_t{7}, 0.875, 4.0, 1.75, 4.5, 0.0001, n, {}});
      add("sharing", {seed,
                      0.5,
                      n,
                      2 * n,
                      first ? 1.5 : 2.5,
                      0.25,
                      0.125,
                      {},
                      std::int64_t{5},
                      {},
                      n,
                      {},
                      seed == 1 ? Value(1.75) : Value(),
                      seed == 1 ? Value(1.625) : Value(),
                      seed == 1 ? Value(1.875) : Value(),
                      {},
                      {},
                      {},
                      {},
                      {}});
    }
    add("baselines", {"test", 0.2, 0.85, std::int64_t{100}, std::int64_t{7}, std::int64_t{20}, 0.5, std::int64_t{5},
                      "morphology", std::int64_t{10}, std::int64_t{1}, std::int64_t{0}, std::int64_t{0},
                      std::int64_t{10}, "sentences", 0.875, trained_weights});
    add("minimal_sizes", {0.5, std::int64_t{first ? 15 : 40}, std::int64_t{2}, std::int64_t{0},
                          std::int64_t{first ? 5 : 35}, std::int64_t{first ? 20 : 400}, std::int64_t{15}, 0.001});
    for (const auto& [label, count] : {std::pair{"N", std::int64_t{300}}, {"V", std::int64_t{200}}})
      add("labels", {std::int64_t{1}, 0.5, label, count, std::int64_t{5}, {}, 0.9, std::int64_t{15}, {}});
    add("architectures", {"fraction@0.5", first ? 0.0375 : 0.1, 0.01, {}, {}, std::int64_t{2}, {}, {}, {}});
    add("architectures", {"retrained_gap@0.5", 0.195, 0.01, 0.15, 0.25, std::int64_t{2}, 0.001, 0.002, "words"});
  }
  tables["architecture_tests"].add_row({"pos", "raw", "bert", "xl_net", "fraction@0.5", -0.0625, {}, {}, {}, {}, {}});
  return tables;
}

}  // namespace neurank::report::test
