#include <gtest/gtest.h>

#include <set>

#include "probing/small_run.hpp"

namespace neurank::probing {
namespace {

constexpr Index repetitions = SmallRun::repetitions, neurons = SmallRun::neurons;

/// The tables of one cell, reduced once for all tests.
class MeanTables : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const auto run = small_run();
    run->experiment().analyses.labels.min_count = 1;  // all labels are compared, as the table of pairs has all
    tables_ = run->run(0);
  }
  static void TearDownTestSuite() { tables_.clear(); }

  static inline std::map<std::string, Table> tables_;
};

/// Sum of a column over the rows that a condition selects, and their number.
template <class Selects>
std::pair<double, int> sum_of(const Table& table, const std::string& column, const Selects& selects) {
  const bool whole = table.columns()[table.column(column)].type == ColumnType::integer;
  std::pair<double, int> sum;
  for (std::size_t row = 0; row < table.num_rows(); ++row) {
    if (!selects(row)) continue;
    sum.first += whole ? static_cast<double>(table.integer(row, column)) : table.real(row, column);
    ++sum.second;
  }
  return sum;
}

TEST_F(MeanTables, a_curve_has_the_means_of_the_accuracies_and_ends_at_the_full_head) {
  const Table &curves = tables_.at("curves"), &accuracy = tables_.at("accuracy");
  ASSERT_GT(curves.num_rows(), 0u);
  const double full = sum_of(curves, "accuracy", [&](std::size_t row) {
                        return curves.text(row, "how") == "full" && curves.text(row, "labels") == "task";
                      }).first;
  std::set<std::string> masked_kinds;
  for (std::size_t row = 0; row < curves.num_rows(); ++row) {
    EXPECT_LE(curves.real(row, "ci_low"), curves.real(row, "accuracy") + 1e-6);
    EXPECT_GE(curves.real(row, "ci_high"), curves.real(row, "accuracy") - 1e-6);
    const std::string& how = curves.text(row, "how");
    if (how == "masked_mean") {
      masked_kinds.insert(curves.text(row, "neurons"));
      EXPECT_EQ(curves.integer(row, "seeds"), repetitions);
      if (curves.integer(row, "n") == neurons) {
        EXPECT_NEAR(curves.real(row, "accuracy"), full, 1e-6);
      }
      continue;
    }
    const auto [sum, count] = sum_of(accuracy, "accuracy", [&](std::size_t other) {
      return accuracy.text(other, "split") == "test" && accuracy.text(other, "how") == how &&
             accuracy.text(other, "labels") == curves.text(row, "labels") &&
             accuracy.text(other, "neurons") == curves.text(row, "neurons") &&
             accuracy.integer(other, "n") == curves.integer(row, "n");
    });
    EXPECT_NEAR(curves.real(row, "accuracy"), sum / count, 1e-6) << how << " " << curves.integer(row, "n");
  }
  EXPECT_EQ(masked_kinds, (std::set<std::string>{"top", "bottom", "random"}));
}

TEST_F(MeanTables, layers_and_labels_are_averaged_over_the_repetitions) {
  const Table &layers = tables_.at("layers"), &means = tables_.at("layer_means");
  EXPECT_EQ(means.num_rows() * repetitions, layers.num_rows());
  for (std::size_t row = 0; row < means.num_rows(); ++row) {
    const auto [sum, count] = sum_of(layers, "count", [&](std::size_t other) {
      return layers.integer(other, "layer") == means.integer(row, "layer") &&
             layers.rows()[other][layers.column("delta")] == means.rows()[row][means.column("delta")] &&
             layers.rows()[other][layers.column("share")] == means.rows()[row][means.column("share")];
    });
    EXPECT_DOUBLE_EQ(means.real(row, "count"), sum / count);
    EXPECT_LE(means.real(row, "low"), means.real(row, "expected"));
    EXPECT_GE(means.real(row, "high"), means.real(row, "expected"));
  }
  const Table &sizes = tables_.at("label_sizes"), &places = tables_.at("label_layers");
  ASSERT_EQ(sizes.num_rows(), 3u) << "labels";
  for (std::size_t row = 0; row < sizes.num_rows(); ++row) {
    const auto [sum, count] = sum_of(
        places, "neurons", [&](std::size_t other) { return places.text(other, "label") == sizes.text(row, "label"); });
    EXPECT_EQ(count, 2) << "layers";
    EXPECT_NEAR(sum, sizes.real(row, "neurons"), 1e-6) << sizes.text(row, "label");
  }
  const Table& overlap = tables_.at("label_overlap");
  ASSERT_EQ(overlap.num_rows(), 3u) << "pairs";
  const Table& sharing = tables_.at("sharing");
  const double smallest = sizes.real(0, "delta");
  const auto of_minimal = [&](std::size_t row) {
    return !sharing.is_empty(row, "delta") && sharing.real(row, "delta") == smallest;
  };
  const auto [jaccard, sets] = sum_of(sharing, "mean_jaccard", of_minimal);
  EXPECT_NEAR(sum_of(overlap, "jaccard", [](std::size_t) { return true; }).first / 3, jaccard / sets, 1e-6);
}

}  // namespace
}  // namespace neurank::probing
