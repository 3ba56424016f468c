#pragma once

#include <cstdlib>
#include <string>
#include <vector>

#include "base/cast.hpp"
#include "report/figures/figure.hpp"
#include "report/ranking_samples.hpp"
#include "report/result_tables.hpp"

namespace neurank::report::test {

inline bool has_gnuplot() { return std::system("gnuplot --version >/dev/null 2>&1") == 0; }

/// Tables of two models on one task whose labels are given, most frequent first.
inline Tables results_with(const std::vector<std::string>& labels, const std::vector<std::string>& variants = {"v"},
                           const std::string& task = "t") {
  Tables tables;
  for (const std::string& name : table_names()) tables[name] = empty_table(name);
  const std::int64_t one = 1, two = 2;
  for (const std::string model : {"m_1", "m 'two'"})
    for (const std::string& variant : variants) {
      const auto add = [&](const std::string& table, std::vector<Value> values) {
        values.insert(values.begin(), {model, task, variant});
        values.resize(tables.at(table).columns().size());
        tables.at(table).add_row(std::move(values));
      };
      add("baselines", {"test", 0.25, 0.5, std::int64_t{100}, two, one, 0.4, to_int64(labels.size()), "level", one, one,
                        one, one, one, "sentences", 0.3, "trained"});
      add("minimal", {one, 1.0, std::int64_t{6}, 0.5});
      for (const std::int64_t n : {1, 3, 12})
        for (const char* neurons : {"top", "random", "bottom"})
          add("curves", {"task", neurons, "masked_mean", n, 0.05 * static_cast<double>(n), 0.02, 0.7, two});
      for (std::int64_t layer = 0; layer < 3; ++layer) {
        add("layer_means", {1.0, "residual", layer, 2.0 + static_cast<double>(layer), 2.0, 1.0, 4.0, two});
        for (const char* layers : {"alone", "up_to"})
          add("layer_accuracy", {layers, "residual", layer, std::int64_t{4}, 0.5, 0.4, 0.6, 0.1});
        for (const std::string& label : labels) add("label_layers", {label, layer, 1.0 + static_cast<double>(layer)});
      }
      for (std::size_t a = 0; a < labels.size(); ++a) {
        add("label_sizes", {1.0, labels[a], static_cast<std::int64_t>(1000 - a), 2.5, 0.5, 0.75, two});
        for (std::size_t b = 0; b < a; ++b) add("label_overlap", {labels[a], labels[b], 0.5, 0.25});
      }
      for (const char* metric : {"accuracy", "fraction@1", "masked_gap"})
        add("architectures", {metric, 0.5, 0.1, 0.4, 0.6, two});
      for (const double l1 : {0.0, 0.001})
        for (const double l2 : {0.0, 1e-5})
          add("lambda", {l1, l2, 0.3, 0.8, 0.7, 0.2, 0.8, l1 > 0 && l2 > 0 ? one : 0});
      for (const std::int64_t k : {1, 6}) {
        add("data_stability", {k, two, one, 0.0, one, 0.0, one, 0.0, 0.5, 0.1, 0.4});
        add("stability", {k, one, 0.5, 0.1, 0.4, 0.3, 0.2});
      }
      add_rankings({model, task, variant}, {.methods = {"weight_mass", "lda", "random"}, .labels = labels}, tables);
      add("published", {"accuracy_all", 96.0, 95.0, -1.0, "EMNLP 2020 table 1", "c", "sum"});
    }
  return tables;
}

}  // namespace neurank::report::test
