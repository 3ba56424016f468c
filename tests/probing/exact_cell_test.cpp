#include <gtest/gtest.h>

#include <set>

#include "probing/planted_cell.hpp"
#include "probing/recomputed_certificate.hpp"
#include "probing/repetition.hpp"

namespace neurank::probing {
namespace {

using analysis::Labels;
using analysis::Training;

/// A cell of 12 neurons whose heads are exact; the first three neurons tell one of three labels each.
class ExactCell : public testing::Test {
 protected:
  ExactCell() {
    probe::ProbeSettings& settings = run_.settings();
    settings.solver = probe::Solver::exact;
    settings.search.l1 = {1e-3, 1e-2};
    settings.search.l2 = {1e-2};
    settings.search.unregularized = {0, probe::least_exact_l2};
    run_.experiment().repetitions = 2;
    run_.experiment().analyses.nulls.random_sets = 3;
    run_.add({.layers = 2,
              .width = 6,
              .training = 400,
              .held_out = 200,
              .labels = 3,
              .signal = [](Index neuron, std::int32_t label) { return neuron == label ? 1.2f : 0.0f; }});
  }

  void search(double head_flops = 1) {
    for (const ChainWork& unit : cut_chains(run_.cell(), 3, run_.settings(), head_flops))
      search_chains(run_.context(), unit, {});
    select_penalty(run_.context(), {run_.cell(), head_flops}, {});
  }

  void train(Index repetition) { train_repetition(run_.context(), {{run_.cell(), repetition}}, {}); }

  probe::Head head(Index repetition, const TrainedHead& which) const {
    return read_head(run_.context(), {run_.cell(), repetition}, which.name());
  }

  test::PlantedRun run_;
};

/// Positions of the rows of a table of convergence that are about the search, or about a repetition.
std::vector<std::size_t> rows_of(const Table& convergence, Index repetition) {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < convergence.num_rows(); ++row) {
    const Index number = convergence.is_empty(row, "seed") ? 0 : convergence.integer(row, "seed");
    if (number == repetition) rows.push_back(row);
  }
  return rows;
}

TEST_F(ExactCell, has_a_certificate_for_every_head) {
  search();
  const Table convergence = run_.run(0).at("convergence");
  ASSERT_EQ(rows_of(convergence, 0).size(), 3u) << "two pairs, and none for comparison";
  std::size_t retrained = 0;
  for (std::size_t row = 0; row < convergence.num_rows(); ++row) {
    const bool is_retrained = convergence.text(row, "how") == name_of(Training::retrained);
    retrained += is_retrained;
    EXPECT_EQ(convergence.integer(row, "certified"), 1);
    EXPECT_LE(convergence.real(row, "gap"), is_retrained ? 1e-3 : 1e-4);
    EXPECT_EQ(convergence.text(row, "solver"), "exact");
    EXPECT_GT(convergence.real(row, "passes"), 0);
    EXPECT_LE(convergence.integer(row, "zeros"), 3 * convergence.integer(row, "n"));
  }
  EXPECT_GT(retrained, 20u);
}

TEST_F(ExactCell, says_nothing_of_a_spread_that_it_cannot_have) {
  search();
  const auto tables = run_.run(0);
  const Table &stability = tables.at("stability"), &metrics = tables.at("architectures");
  for (std::size_t row = 0; row < stability.num_rows(); ++row)
    for (const char* column : {"jaccard", "kendall", "spearman", "rank_biased_overlap"})
      EXPECT_TRUE(stability.is_empty(row, column)) << column;
  const auto row_of = [&](const std::string& metric) {
    std::size_t row = 0;
    while (metrics.text(row, "metric") != metric) ++row;
    return row;
  };
  EXPECT_TRUE(metrics.is_empty(row_of("accuracy"), "sd"));
  EXPECT_EQ(metrics.text(row_of("accuracy"), "over"), "words");
  EXPECT_FALSE(metrics.is_empty(row_of("accuracy"), "ci_low"));
  for (const char* column : {"sd", "over", "ci_low"}) EXPECT_TRUE(metrics.is_empty(row_of("gini"), column));
  EXPECT_FALSE(metrics.is_empty(row_of("selectivity@1"), "sd")) << "control labels differ";
}

TEST_F(ExactCell, solves_its_head_once) {
  search();
  for (const Index repetition : {1, 2}) train(repetition);
  for (const Training how : {Training::full, Training::unregularized})
    EXPECT_EQ(head(1, {.how = how}).weights, head(2, {.how = how}).weights);
  EXPECT_NE(head(1, {.labels = Labels::control}).weights, head(2, {.labels = Labels::control}).weights);
  const Table convergence = read_repetition(run_.context(), {run_.cell(), 2}).convergence;
  EXPECT_LT(convergence.real(0, "passes"), 3) << "it starts from the head of the search";
}

TEST_F(ExactCell, is_the_same_however_its_search_is_cut) {
  search();
  const auto whole = path_head(run_.context(), run_.cell(), Training::full);
  run_.settings().unit_operations = 1;
  search(10);
  EXPECT_EQ(path_head(run_.context(), run_.cell(), Training::full)->weights, whole->weights);
}

TEST_F(ExactCell, with_a_single_penalty_is_solved_before_its_repetitions) {
  run_.settings().search.l1 = {1e-3};
  search();
  EXPECT_EQ(selected_penalty(run_.context(), run_.cell()), (probe::Penalty{1e-3, 1e-2}));
  train(1);
  EXPECT_EQ(head(1, {}).weights, path_head(run_.context(), run_.cell(), Training::full)->weights);
}

TEST_F(ExactCell, drawn_sentences_make_repetitions_differ) {
  run_.settings().resample = probe::Resample::sentences;
  search();
  for (const Index repetition : {1, 2}) train(repetition);
  EXPECT_NE(head(1, {}).weights, head(2, {}).weights);
  const ProbingContext context = run_.context();
  const auto drawn = training_of(context, {run_.cell(), 1}), other = training_of(context, {run_.cell(), 2});
  EXPECT_TRUE(std::ranges::is_sorted(drawn.rows));
  EXPECT_NE(drawn.rows, other.rows);
  EXPECT_EQ(drawn.rows, training_of(context, {run_.cell(), 1}).rows);
  EXPECT_TRUE(std::ranges::adjacent_find(drawn.rows) != drawn.rows.end()) << "some twice";
  const std::set<Index> different(drawn.rows.begin(), drawn.rows.end());
  EXPECT_NEAR(to_double(to_index(different.size())), 400 * (1 - std::exp(-1)), 60);
}

TEST_F(ExactCell, a_head_that_takes_too_many_passes_is_kept_and_marked) {
  run_.settings().max_passes = 1;
  run_.settings().gap = 1e-7;
  search();
  const Table convergence = path_convergence(run_.context(), run_.cell());
  for (std::size_t row = 0; row < convergence.num_rows(); ++row) EXPECT_EQ(convergence.integer(row, "certified"), 0);
  EXPECT_GT(read_trials(run_.context(), run_.cell()).front().accuracy, 0.3);
}

TEST_F(ExactCell, another_computation_finds_the_same_certificate) {
  for (const bool standardize : {false, true}) {
    run_.settings().standardize = standardize;
    search();
    train(1);
    const Table convergence = read_repetition(run_.context(), {run_.cell(), 1}).convergence;
    const ProbingContext context = run_.context();
    const CellData& data = context.open(run_.cell());
    const auto control = data.control_targets(repetition_seeds(context.experiment.seed, 1).control);
    for (std::size_t row = 0; row < convergence.num_rows(); ++row) {
      const Labels labels = convergence.text(row, "labels") == "task" ? Labels::task : Labels::control;
      const Training how = convergence.text(row, "how") == "full" ? Training::full : Training::unregularized;
      probe::Head found = head(1, {.labels = labels, .how = how});
      const auto certificate = [&] {
        return recompute_certificate(data, data.rows_of(corpus::Split::train), found,
                                     labels == Labels::task ? data.targets() : control,
                                     {convergence.real(row, "l1"), convergence.real(row, "l2")});
      };
      EXPECT_NEAR(certificate().relative_gap(), convergence.real(row, "gap"), 1e-5);
      EXPECT_GT(certificate().loss, certificate().lower_bound);
      found.weights(0, 0) += 0.3f;
      EXPECT_GT(certificate().relative_gap(), 1e-3) << "of a worse head";
    }
  }
}

}  // namespace
}  // namespace neurank::probing
