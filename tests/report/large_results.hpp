#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/random.hpp"
#include "report/made_up_results.hpp"
#include "report/result_tables.hpp"

namespace neurank::report::test {

/// Texts that would break a page, a drawing or its data, were they not made harmless.
inline const std::vector<std::string>& hostile_texts() {
  static const std::vector<std::string> texts = {"<script>document.title='broken'</script>",
                                                 "\"><img src=x onerror=alert(1)>",
                                                 "&amp;",
                                                 "'",
                                                 "''",
                                                 "'s",
                                                 "``",
                                                 "</style>",
                                                 "]]>",
                                                 "(S[dcl]\\NP)/(S[pss]\\NP)",
                                                 "$PRP",
                                                 "#",
                                                 "%d",
                                                 "Größe_語",
                                                 "a,b"};
  return texts;
}

/// All tables that pages and figures read, of the largest grid that a run may have: 4 models, 12 tasks, 2 variants, 60
/// labels a task, one task with 1300, and 300 cards a model.
class LargeResults {
 public:
  LargeResults() : made_up_({.models = 4, .tasks = 12, .variants = 2, .padding = "-of-<b>'some' length</b>"}) {
    const Table baselines = made_up_.tables().at("baselines");
    for (std::size_t row = 0; row < baselines.num_rows(); ++row) {
      cell_ = {{"model", baselines.text(row, "model")},
               {"task", baselines.text(row, "task")},
               {"variant", baselines.text(row, "variant")}};
      add_curves();
      add_layers();
      add_labels(baselines.text(row, "task") == baselines.text(0, "task") ? 1300 : 60);
      add_metrics();
      add_searches();
    }
    for (const std::string& model : distinct_texts(baselines, "model"))
      for (int card = 0; card < 300; ++card) add_card(model, card, distinct_texts(baselines, "task"));
  }

  std::map<std::string, Table>& tables() { return made_up_.tables(); }

 private:
  using Row = std::map<std::string, Value>;

  static std::vector<std::string> distinct_texts(const Table& table, const std::string& column) {
    std::map<std::string, int> seen;
    for (std::size_t row = 0; row < table.num_rows(); ++row) seen[table.text(row, column)];
    std::vector<std::string> texts;
    for (const auto& [text, none] : seen) texts.push_back(text);
    return texts;
  }

  std::string text(int number) const {
    const auto& hostile = hostile_texts();
    const auto place = static_cast<std::size_t>(number);
    return place < hostile.size() ? hostile[place] : "label-" + std::to_string(number);
  }

  /// A row with the values given; others are made up by their type.
  void add(const std::string& name, const Row& given) {
    Table& table = made_up_.tables().at(name);
    std::vector<Value> values;
    for (const Column& column : table.columns()) {
      if (const auto found = given.find(column.name); found != given.end())
        values.push_back(found->second);
      else if (column.type == ColumnType::integer)
        values.emplace_back(static_cast<std::int64_t>(1 + random_.below(500)));
      else if (column.type == ColumnType::real)
        values.emplace_back(random_.uniform());
      else
        values.emplace_back(text(static_cast<int>(random_.below(hostile_texts().size()))));
    }
    table.add_row(std::move(values));
  }

  void add_here(const std::string& name, Row given) {
    given.insert(cell_.begin(), cell_.end());
    add(name, given);
  }

  void add_curves() {
    for (const auto& [labels, neurons] :
         {std::pair{"task", "top"}, {"task", "random"}, {"task", "bottom"}, {"control", "top"}})
      for (const char* how : {"masked", "retrained"})
        for (std::int64_t n = 1; n <= 9984; n *= 2) {
          const double accuracy = 0.1 + 0.0001 * static_cast<double>(n % 8192) * random_.uniform();
          add_here("curves", {{"labels", labels},
                              {"neurons", neurons},
                              {"how", how},
                              {"n", n},
                              {"accuracy", accuracy},
                              {"ci_low", accuracy - 0.05},
                              {"ci_high", accuracy + 0.05},
                              {"seeds", 5L}});
        }
  }

  void add_layers() {
    for (const Value& share : {Value(), Value(0.1)})
      for (std::int64_t layer = 0; layer < 13; ++layer)
        add_here("layer_means", {{"delta", share == Value() ? Value(0.5) : Value()},
                                 {"share", share},
                                 {"site", "residual"},
                                 {"layer", layer},
                                 {"seeds", 5L}});
  }

  void add_labels(int labels) {
    for (int label = 0; label < labels; ++label)
      add_here("label_sizes", {{"delta", 0.5}, {"label", text(label)}, {"train_count", 5000L - label}, {"seeds", 5L}});
    for (int label = 0; label < 60; ++label)
      for (std::int64_t layer = 0; layer < 13; ++layer)
        add_here("label_layers", {{"label", text(label)}, {"layer", layer}});
    for (int a = 1; a < 30; ++a)
      for (int b = 0; b < a; ++b) add_here("label_overlap", {{"label_a", text(a)}, {"label_b", text(b)}});
  }

  void add_metrics() {
    for (const char* metric : {"fraction@0.5", "masked_gap", "selectivity@0.5", "layer_centre@5%",
                               "layer_entropy_excess@5%", "sharing_ratio@5%"})
      add_here("architectures", {{"metric", metric}});
    for (const char* quantity : {"accuracy_test", "retrained_top", "selectivity_all"})
      add_here("published", {{"quantity", quantity}, {"published", 90.0}, {"measured", 91.5}});
  }

  void add_searches() {
    for (const double l1 : {0.0, 1e-5, 1e-4, 1e-3})
      for (const double l2 : {0.0, 1e-5, 1e-4, 1e-3})
        add_here("lambda", {{"l1", l1}, {"l2", l2}, {"selected", l1 == 1e-4 && l2 == 1e-5 ? 1L : 0L}});
    for (std::int64_t k = 1; k <= 9984; k *= 4)
      for (const char* name : {"stability", "data_stability"}) add_here(name, {{"k", k}});
  }

  void add_card(const std::string& model, int card, const std::vector<std::string>& tasks) {
    const std::string neuron = "L" + std::to_string(10 + card % 13) + ":" + std::to_string(card);
    const Row here = {{"model", model}, {"neuron", neuron}, {"corpus", "corpus"}};
    const auto with = [&](Row more) {
      more.insert(here.begin(), here.end());
      return more;
    };
    add("cards", here);
    for (std::int64_t bar = 0; bar < 16; ++bar) add("histograms", with({{"low", -4 + 0.5 * static_cast<double>(bar)}}));
    for (const char* sign : {"positive", "negative"}) {
      for (int word = 0; word < 10; ++word)
        add("top_words", with({{"sign", sign}, {"word", text((card + word) % 40)}}));
      add("sentences", with({{"sign", sign}, {"position", 30L}, {"sentence", sentence_}}));
    }
    for (const std::string& task : tasks) {
      for (int label = 0; label < 60; ++label) add_mean(model, task, neuron, label);
      for (const char* variant : {"raw", "zscored"})
        add("card_ranks", with({{"task", task}, {"variant", variant}, {"method", "weight_mass"}}));
      add("label_neurons", with({{"task", task}, {"label", text(card % 60)}}));
    }
  }

  /// Of these there are most by far.
  void add_mean(const std::string& model, const std::string& task, const std::string& neuron, int label) {
    made_up_.tables().at("label_means").add_row({model, task, neuron, text(label), 20L, 4 * random_.uniform() - 2});
  }

  static std::string made_sentence() {
    std::string words;
    for (int i = 0; i < 60; ++i) words += (i > 0 ? " " : "") + (i == 30 ? hostile_texts().front() : "word");
    return words;
  }

  MadeUpResults made_up_;
  Random random_{7};
  Row cell_;
  std::string sentence_ = made_sentence();
};

}  // namespace neurank::report::test
