// The bank against runs of the authors' toolkit: no shuffling, given start weights, unsquared norm.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "probe/evaluate.hpp"
#include "probe/train.hpp"
#include "ranking/weight_mass.hpp"
#include "support/json_numbers.hpp"
#include "support/probe_support.hpp"

namespace neurank::probe {
namespace {

class NeuroxRun : public testing::TestWithParam<const char*> {
 protected:
  NeuroxRun()
      : run_(test::read_json(std::string(NEURANK_TEST_DATA "/neurox/") + GetParam())),
        train_x_(test::to_matrix(run_["X_train"])),
        test_x_(test::to_matrix(run_["X_test"])),
        train_y_(test::targets(run_["y_train"])),
        test_y_(test::targets(run_["y_test"])) {}

  Head train() const {
    const MatrixRows source(train_x_);
    BatchStream stream(source, test::all_rows(train_x_.rows()), run_["batch"], {});
    const Head start{test::to_matrix(run_["initial_weight"]), test::to_vector(run_["initial_bias"])};
    const HeadTask task{train_y_, {run_["l1"], run_["l2"]}, std::make_shared<const Head>(start)};
    ProbeSettings preset;
    take_preset(Preset::neurox, preset);
    const TrainSettings settings{.epochs = run_["epochs"],
                                 .learning_rate = preset.learning_rate,
                                 .step = preset.step,
                                 .ridge = preset.ridge,
                                 .order = preset.order};
    // The same head three times over: stacking must not disturb it.
    return train_heads(stream, {task, task, task}, settings, 4096, test::always)[1];
  }

  Score score(const Head& head, const std::vector<Index>* kept) const {
    const MatrixRows source(test_x_);
    BatchStream stream(source, test::all_rows(test_x_.rows()), 32, {});
    return evaluate(stream, {{&head, test_y_, run_["classes"], kept}}, 4096, test::always).front();
  }

  nlohmann::json run_;
  Matrix train_x_, test_x_;
  Targets train_y_, test_y_;
};

TEST_P(NeuroxRun, training_gives_the_same_weights) {
  const Head head = train();
  // Float32 rounding over some 200 Adam steps of size 1e-3; a wrong penalty or correction shows as 1e-3 and more.
  EXPECT_LT((head.weights - test::to_matrix(run_["weight"])).cwiseAbs().maxCoeff(), 2e-5f);
  EXPECT_LT((head.bias - test::to_vector(run_["bias"])).cwiseAbs().maxCoeff(), 2e-5f);
}

TEST_P(NeuroxRun, evaluation_gives_the_same_scores) {
  const Score result = score(train(), nullptr);
  EXPECT_DOUBLE_EQ(result.accuracy().value(), run_["scores"]["__OVERALL__"]);
  for (Index label = 0; label < run_["classes"]; ++label)
    EXPECT_DOUBLE_EQ(result.recall(label), run_["scores"]["c" + std::to_string(label)]);
}

TEST_P(NeuroxRun, masking_all_but_a_fifth_gives_the_same_accuracy) {
  std::vector<Index> kept = run_["keep_fifth"]["kept"];
  std::sort(kept.begin(), kept.end());
  EXPECT_DOUBLE_EQ(score(train(), &kept).accuracy().value(), run_["keep_fifth"]["accuracy"]);
}

TEST_P(NeuroxRun, ranking_reproduces_the_chunks_at_their_cutoffs) {
  const Matrix weights = test::to_matrix(run_["weight"]);
  const auto ranking = ranking::rank_by_weight_mass({weights.data(), weights.rows(), weights.cols()});
  for (int step = 1; step <= 100; ++step) {
    std::set<Index> expected;
    for (int s = 0; s <= step; ++s)
      for (Index neuron : run_["ordering_chunks"][s]) expected.insert(neuron);
    // Their sums are float32: a neuron within its rounding of the cutoff may fall on either side.
    for (Index n = 0; n < weights.cols(); ++n) {
      if (std::abs(ranking.score[n] - step / 100.0) < 1e-6) continue;
      EXPECT_EQ(expected.contains(n), ranking.score[n] < step / 100.0) << "neuron " << n << " at " << step << " %";
    }
  }
}

TEST(NeuroxPreset, has_the_settings_of_their_default_run) {
  const nlohmann::json run = test::read_json(NEURANK_TEST_DATA "/neurox/run_small.json");
  ProbeSettings preset;
  preset.search.l1 = {0.5};
  preset.standardize = true;
  take_preset(Preset::neurox, preset);
  EXPECT_EQ(preset.epochs, run["epochs"]);
  EXPECT_EQ(preset.batch, run["batch"]);
  EXPECT_EQ(preset.learning_rate, run["learning_rate"]);
  EXPECT_EQ(preset.order == RowOrder::shuffled, run["shuffle"]);
  EXPECT_FALSE(preset.standardize);
  EXPECT_EQ(preset.search.l1, std::vector<double>{0.5}) << "penalties stay the user's";
}

INSTANTIATE_TEST_SUITE_P(Runs, NeuroxRun, testing::Values("run_small.json", "run_wide.json"));

}  // namespace
}  // namespace neurank::probe
