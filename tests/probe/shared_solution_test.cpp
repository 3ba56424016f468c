// An exact head that members of a team share.
#include <gtest/gtest.h>

#include <atomic>

#include "base/error.hpp"
#include "probe/exact/loss_pass.hpp"
#include "probe/exact/word_blocks.hpp"
#include "probe/exact_task.hpp"
#include "support/expect_mentions.hpp"
#include "support/refusal.hpp"
#include "support/thread_team.hpp"

namespace neurank::probe {
namespace {

TEST(WordBlocks, are_whole_batches_about_equally_many) {
  EXPECT_EQ(word_blocks(0, 10), std::vector<Range>());
  EXPECT_EQ(word_blocks(7, 10), (std::vector<Range>{{0, 7}}));
  EXPECT_EQ(word_blocks(25, 10), (std::vector<Range>{{0, 10}, {10, 20}, {20, 25}}));
  const auto many = word_blocks(20 * 1024 - 3, 1024);
  ASSERT_EQ(to_index(many.size()), most_word_blocks);
  EXPECT_EQ(many.front().begin, 0);
  EXPECT_EQ(many.back().end, 20 * 1024 - 3);
  for (std::size_t i = 0; i < many.size(); ++i) {
    EXPECT_EQ(many[i].begin % 1024, 0);
    EXPECT_GE(many[i].size(), 1021);
    EXPECT_LE(many[i].size(), 2048);
    if (i > 0) {
      EXPECT_EQ(many[i].begin, many[i - 1].end);
    }
  }
}

/// Rows that cannot be read from some on.
class BrokenRows : public MatrixRows {
 public:
  BrokenRows(const Matrix& matrix, Index readable) : MatrixRows(matrix), readable_(readable) {}
  const std::byte* in_memory() const override { return nullptr; }
  void read(Range rows, void* out) const override {
    if (rows.end > readable_) throw input_error("activations.h5: cannot be read", "bring it back");
    MatrixRows::read(rows, out);
  }

 private:
  Index readable_;
};

/// Words, some of which count twice, and some of whose neurons do not matter.
test::FloatProblem problem_of(Index words, bool standardize) {
  constexpr Index neurons = 30, labels = 5;
  Random random(7);
  test::FloatProblem problem = {.x = test::normal_matrix(words, neurons, random),
                                .y = {},
                                .labels = labels,
                                .penalty = {4e-3, 1e-3},
                                .standardize = standardize};
  const Matrix planted = test::normal_matrix(labels, 8, random);
  for (Index word = 0; word < words; ++word) {
    Index best = 0;
    const Vector scores =
        planted * problem.x.row(word).head(8).transpose() + test::normal_matrix(labels, 1, random).col(0);
    scores.maxCoeff(&best);
    problem.y.push_back(word % 17 == 3 ? -1 : static_cast<std::int32_t>(best));
  }
  problem.rows.clear();
  for (Index word = 0; word < words; ++word) problem.rows.insert(problem.rows.end(), to_size(word % 3), word);
  return problem;
}

/// Found by so many. @param others_rows what all but the leader read
ExactHead solve_shared(const test::FloatProblem& problem, Index members, const ExactSettings& settings,
                       const Head* start = nullptr, const RowSource* others_rows = nullptr) {
  const MatrixRows source(problem.x);
  return test::ThreadTeams(members).run([&](const Team& team) { return problem.solve(settings, start, team); },
                                        [&](const SharedWork& work, const Team& team) {
                                          const RowSource& rows = others_rows != nullptr ? *others_rows : source;
                                          take_part({rows, {}}, work, test::always, team);
                                        });
}

void expect_equal(const ExactHead& found, const ExactHead& expected) {
  EXPECT_EQ(found.head.weights, expected.head.weights);
  EXPECT_EQ(found.head.bias, expected.head.bias);
  EXPECT_EQ(found.certificate.primal, expected.certificate.primal);
  EXPECT_EQ(found.certificate.dual, expected.certificate.dual);
  EXPECT_EQ(found.passes, expected.passes);
}

TEST(SharedSolution, has_the_same_bits_whoever_shares_it) {
  for (const bool standardize : {false, true}) {
    const test::FloatProblem problem = problem_of(6000, standardize);
    for (const std::uint64_t columns_bytes : {0u, 400'000u, 1u << 30}) {  // none, some, all columns are kept
      const ExactSettings settings = {.gap = 1e-5, .columns_bytes = columns_bytes};
      const ExactHead alone = solve_shared(problem, 1, settings);
      EXPECT_TRUE(alone.is_certified);
      EXPECT_GT((alone.head.weights.array() == 0).count(), 10);
      for (const Index members : {2, 4, 7}) {
        SCOPED_TRACE(testing::Message() << members << " members, " << columns_bytes << " bytes");
        expect_equal(solve_shared(problem, members, settings), alone);
      }
    }
  }
}

TEST(SharedSolution, begins_with_the_leaders_start) {
  const test::FloatProblem problem = problem_of(3000, false);
  const Head near = solve_shared(problem, 1, {.gap = 1e-3}).head;
  const ExactHead alone = solve_shared(problem, 1, {.gap = 1e-5}, &near);
  EXPECT_LT(alone.passes, solve_shared(problem, 1, {.gap = 1e-5}).passes);
  expect_equal(solve_shared(problem, 3, {.gap = 1e-5}, &near), alone);
}

TEST(SharedSolution, is_the_same_head_wherever_columns_are_kept) {
  const test::FloatProblem problem = problem_of(3000, true);
  const ExactHead kept = problem.solve({.gap = 1e-6}), read = problem.solve({.gap = 1e-6, .columns_bytes = 0});
  EXPECT_TRUE(kept.is_certified && read.is_certified);
  EXPECT_NEAR(kept.certificate.primal, read.certificate.primal, 1e-6 * read.certificate.primal);
  EXPECT_LT((kept.head.weights - read.head.weights).cwiseAbs().maxCoeff(), 2e-3f);
}

TEST(SharedSolution, throws_on_its_leader_what_another_member_cannot_do) {
  const test::FloatProblem problem = problem_of(3000, false);
  for (const Index readable : {0, 1500}) {
    const BrokenRows broken(problem.x, readable);
    const auto solve = [&] { solve_shared(problem, 3, {.gap = 1e-5, .columns_bytes = 0}, nullptr, &broken); };
    EXPECT_EQ(test::refusal(solve, Cause::input), "activations.h5: cannot be read; bring it back");
  }
}

TEST(SharedSolution, ends_when_its_leader_is_stopped) {
  const test::FloatProblem problem = problem_of(3000, false);
  const MatrixRows source(problem.x);
  for (const int batches : {0, 1, 20}) {
    std::atomic<int> left = batches;
    const ExactTask task = {test::targets(problem.y), problem.labels, problem.penalty, problem.neurons};
    const auto lead = [&](const Team& team) {
      return solve_exactly(
          problem.training(source), task, {.gap = 1e-6}, Products(), [&] { return --left >= 0; }, team);
    };
    const auto others = [&](const SharedWork& work, const Team& team) {
      take_part(
          {source, {}}, work, [] { return false; }, team);  // they leave it to the leader
    };
    EXPECT_TRUE(test::is_refused([&] { test::ThreadTeams(3).run(lead, others); }, Cause::interrupted)) << batches;
  }
}

TEST(SharedSolution, refuses_members_that_compute_other_bits) {
  const test::FloatProblem problem = problem_of(300, false);
  const MatrixRows source(problem.x);
  const auto ask = [&](const Team& team) {
    const Head head = {Matrix::Constant(problem.labels, 30, team.is_leader() ? 1.0f : 1.0000001f),
                       Vector::Zero(problem.labels)};
    PassCount count(300, 30);
    LossPasses passes(source, test::all_rows(300), {}, {64, Products(), test::always, team}, count);
    const LossQuestion question = {{nullptr, 30}, head.weights, head.bias, test::targets(problem.y)};
    return passes.losses({&question, 1}).front().loss;
  };
  const auto lead = [&](const Team& team) {
    team.call({SharedSolution()});
    team.agree(nullptr);
    return ask(team);
  };
  const auto run = [&] { test::ThreadTeams(2).run(lead, [&](const SharedWork&, const Team& team) { ask(team); }); };
  EXPECT_MENTIONS(test::refusal(run, Cause::input), "processors of one make");
}

}  // namespace
}  // namespace neurank::probe
