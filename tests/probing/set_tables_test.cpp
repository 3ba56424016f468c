#include "probing/set_tables.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "analysis/concentration.hpp"
#include "probing/planted_cell.hpp"
#include "ranking/weight_mass.hpp"
#include "report/accuracy_rows.hpp"
#include "report/result_tables.hpp"

namespace neurank::probing {
namespace {

using analysis::Kept;
using analysis::Training;
using Tables = std::map<std::string, Table>;

const SetAccuracies without_control{0.9, 0.6, 0.5, {}, {}, {}, {}, 0.05, {}, {}, {}, {}},
    with_control{0.9, 0.6, 0.5, 0.1, 0.2, 0.3, 0.15, {}, 0.0625, 0.125, 0.25, 0.95};

/// Repetition 2 of a cell of 3 layers of 2 neurons and 3 labels, with a head made by hand.
class SetTablesOfCell : public testing::Test {
 protected:
  SetTablesOfCell() {
    run_.experiment().analyses.labels.min_count = 1;
    run_.add({.layers = 3, .width = 2, .training = 400, .held_out = 20});
    data_ = std::make_unique<CellData>(open_activations(run_.context().folder, run_.experiment(), run_.cell()),
                                       run_.experiment(), run_.cell());
    // Half of label 0's mass lies on neuron 0 and the most of the rest on neuron 1; label 1 has neuron 2, and label 2
    // has 5.
    task_.weights.resize(3, 6);
    task_.weights << 50, 30, 5, 5, 5, 5,  //
        1, 1, -90, 4, 2, 2,               //
        2, 1, 2, 4, 1, 90;
    const Matrix& weights = task_.weights;
    repetition_.ranking = ranking::rank_by_weight_mass({weights.data(), weights.rows(), weights.cols()});
    repetition_.accuracy = report::empty_table("accuracy");
  }

  void add_masked(Measured split, double keep, Kept neurons, Index draw, double accuracy) {
    const report::AccuracyRow row{.repetition = 2,
                                  .split = split,
                                  .neurons = neurons,
                                  .how = Training::masked,
                                  .keep = keep,
                                  .draw = draw,
                                  .accuracy = accuracy};
    repetition_.accuracy.add_row(report::cell_row({"planted", "task", "default"}, report::values_of(row)));
  }

  /// Tables of the sets of the first n neurons at a delta of 1 and of the first three at a delta of 2.
  Tables tables(Index n, const SetAccuracies& accuracies = without_control) const {
    SetTables tables(context_, *data_, id_, repetition_, task_);
    const probe::Score test{{30, 0, 20}, {40, 0, 50}};
    for (const auto& [delta, size] : {std::pair{1.0, n}, {2.0, Index{3}}})
      tables.add({delta, size, 0.91}, {.full_dev = 0.95, .unregularized_dev = 0.97, .full_test = 0.94}, accuracies,
                 test);
    return tables.take();
  }

  test::PlantedRun run_;
  const ProbingContext context_ = run_.context();
  const RepetitionId id_{run_.cell(), 2};
  std::unique_ptr<CellData> data_;
  Repetition repetition_;
  probe::Head task_;
};

/// Values of a metric; none when it is not there.
std::vector<double> metric(const Tables& tables, const std::string& name) {
  const Table& table = tables.at("metrics");
  std::vector<double> values;
  for (std::size_t row = 0; row < table.num_rows(); ++row)
    if (table.text(row, "metric") == name) values.push_back(table.real(row, "value"));
  return values;
}

using Values = std::vector<double>;

TEST_F(SetTablesOfCell, every_row_names_its_cell_and_repetition) {
  const Tables found = tables(4);
  for (const auto& [name, rows] : {std::pair{"minimal", 2u}, {"layers", 2u * 3}, {"labels", 2u * 3}, {"sharing", 2u}})
    EXPECT_EQ(found.at(name).num_rows(), rows) << name;
  EXPECT_EQ(found.size(), 5u);
  for (const auto& [name, table] : found) {
    EXPECT_EQ(table.columns(), report::empty_table(name).columns()) << name;
    for (const auto& row : table.rows())
      EXPECT_EQ((std::vector<Value>{row.begin(), row.begin() + 4}),
                (std::vector<Value>{"planted", "task", "default", std::int64_t{2}}))
          << name;
  }
}

TEST_F(SetTablesOfCell, a_set_has_its_size_and_accuracies) {
  const Tables found = tables(4);
  const Table& minimal = found.at("minimal");
  EXPECT_EQ(minimal.real(0, "delta"), 1);
  EXPECT_EQ(minimal.integer(0, "n"), 4);
  EXPECT_DOUBLE_EQ(minimal.real(0, "fraction"), 4.0 / 6);
  EXPECT_EQ(minimal.real(0, "oracle"), 0.95);
  EXPECT_EQ(minimal.real(0, "oracle_unregularized"), 0.97);
  EXPECT_EQ(minimal.real(0, "oracle_test"), 0.94);
  EXPECT_EQ(minimal.real(0, "accuracy_dev"), 0.91);
  EXPECT_EQ(minimal.real(0, "accuracy_test"), 0.9);
  EXPECT_EQ(minimal.real(0, "random_test"), 0.6);
  EXPECT_EQ(minimal.real(0, "bottom_test"), 0.5);
  EXPECT_EQ(minimal.integer(1, "n"), 3);
  EXPECT_EQ(metric(found, "neurons@1"), Values{4});
  EXPECT_EQ(metric(found, "fraction@2"), Values{0.5});
  EXPECT_EQ(metric(found, "retrained_gap@1"), Values{0.9 - 0.6});
}

TEST_F(SetTablesOfCell, selectivity_is_empty_without_a_control_task) {
  const char* columns[] = {"selectivity_all", "selectivity_top", "selectivity_random"};
  const Tables without = tables(4);
  for (const char* column : columns) EXPECT_TRUE(without.at("minimal").is_empty(0, column)) << column;
  EXPECT_EQ(metric(without, "selectivity@1"), Values{});
  const Tables with = tables(4, with_control);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(with.at("minimal").real(0, columns[i]), Values({0.1, 0.2, 0.3})[i]);
  EXPECT_EQ(metric(with, "selectivity@1"), Values{0.2});
  EXPECT_EQ(with.at("minimal").real(0, "selectivity_seen_top"), 0.125);
  EXPECT_EQ(with.at("minimal").real(0, "control_ceiling"), 0.95);
}

TEST_F(SetTablesOfCell, counts_by_layer_add_up_to_n_and_fractions_to_one) {
  for (Index n = 1; n <= 6; ++n) {
    const Table layers = tables(n).at("layers");
    std::int64_t count = 0;
    double fraction = 0;
    for (std::size_t layer = 0; layer < 3; ++layer) {
      EXPECT_EQ(layers.integer(layer, "layer"), static_cast<std::int64_t>(layer));
      count += layers.integer(layer, "count");
      fraction += layers.real(layer, "fraction");
    }
    EXPECT_EQ(count, n);
    EXPECT_DOUBLE_EQ(fraction, 1) << n;
  }
}

TEST_F(SetTablesOfCell, layers_are_those_of_the_first_neurons) {
  const Tables found = tables(4);  // neurons 0, 2 and 5, then 1
  const Table& layers = found.at("layers");
  for (const auto& [layer, count] : {std::pair{0u, 2}, {1u, 1}, {2u, 1}}) {
    EXPECT_EQ(layers.integer(layer, "count"), count) << layer;
    EXPECT_DOUBLE_EQ(layers.real(layer, "fraction"), count / 4.0) << layer;
  }
  EXPECT_DOUBLE_EQ(metric(found, "layer_centre@1").at(0), (1 + 2) / 4.0 / 2);
  EXPECT_DOUBLE_EQ(metric(found, "layer_entropy@1").at(0), 1.5 * std::log(2.0) / std::log(3.0));
  EXPECT_DOUBLE_EQ(metric(found, "layer_entropy@2").at(0), 1) << "one neuron in each layer";
}

TEST_F(SetTablesOfCell, labels_have_their_words_neurons_and_recall) {
  const Table labels = tables(4).at("labels");
  std::vector<std::int64_t> words(3);
  for (Index word = 0; word < 400; ++word) ++words[static_cast<std::size_t>(data_->labels().ids[word])];
  for (std::size_t label = 0; label < 3; ++label) {
    EXPECT_EQ(labels.text(label, "label"), "L" + std::to_string(label));
    EXPECT_EQ(labels.integer(label, "train_count"), words[label]);
    EXPECT_EQ(labels.integer(label, "neurons"), label == 0 ? 2 : 1);
    EXPECT_EQ(labels.integer(label, "top_layer"), static_cast<std::int64_t>(label));
  }
  EXPECT_EQ(labels.real(0, "recall"), 0.75);
  EXPECT_TRUE(labels.is_empty(1, "recall")) << "no test word has the label";
  EXPECT_EQ(labels.real(2, "recall"), 0.4);
}

TEST_F(SetTablesOfCell, labels_with_neurons_of_their_own_share_none) {
  const Tables found = tables(4);
  const Table& sharing = found.at("sharing");
  EXPECT_EQ(sharing.integer(0, "union"), 4);
  EXPECT_EQ(sharing.integer(0, "sum"), 4);
  EXPECT_EQ(sharing.real(0, "sharing_ratio"), 1);
  EXPECT_EQ(sharing.real(0, "mean_jaccard"), 0);
  EXPECT_DOUBLE_EQ(sharing.real(1, "expected_jaccard"), 1.0 / 6) << "two single neurons of six are the same one";
  EXPECT_EQ(sharing.integer(0, "labels"), 3);
  EXPECT_EQ(sharing.real(0, "size_frequency_correlation_all"), sharing.real(0, "size_frequency_correlation"))
      << "all labels are frequent here";
  EXPECT_EQ(metric(found, "sharing_ratio@1"), Values{1});
  EXPECT_EQ(metric(found, "label_jaccard@1"), Values{0});
}

TEST_F(SetTablesOfCell, labels_that_are_too_rare_are_listed_but_not_compared) {
  run_.experiment().analyses.labels.min_count = 1000;
  const Tables found = tables(4);
  EXPECT_EQ(found.at("labels").num_rows(), 2u * 3);
  EXPECT_EQ(found.at("sharing").integer(0, "labels"), 0);
  EXPECT_EQ(found.at("sharing").integer(0, "union"), 0);
  EXPECT_TRUE(found.at("sharing").is_empty(0, "sharing_ratio"));
  EXPECT_TRUE(found.at("sharing").is_empty(0, "size_frequency_correlation"));
  EXPECT_FALSE(found.at("sharing").is_empty(0, "size_frequency_correlation_all")) << "rare labels, too";
  EXPECT_EQ(metric(found, "sharing_ratio@1"), Values{});
}

TEST_F(SetTablesOfCell, the_masked_gap_is_of_the_largest_share_on_test) {
  EXPECT_EQ(metric(tables(4), "masked_gap"), Values{}) << "nothing was masked";
  for (const auto& [split, keep, random] : {std::tuple{Measured::test, 0.2, 0.5},
                                            {Measured::test, 0.25, 0.3},
                                            {Measured::dev, 0.3, 0.2},
                                            {Measured::test, 0.1, 0.1}}) {
    add_masked(split, keep, Kept::top, 0, 0.8);
    add_masked(split, keep, Kept::random, 1, random);
    add_masked(split, keep, Kept::random, 2, random + 0.2);
    add_masked(split, keep, Kept::bottom, 0, 0);
  }
  ASSERT_EQ(metric(tables(4), "masked_gap").size(), 1u);
  EXPECT_DOUBLE_EQ(metric(tables(4), "masked_gap")[0], 0.8 - 0.4);
}

}  // namespace
}  // namespace neurank::probing
