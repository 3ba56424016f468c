#include <gtest/gtest.h>

#include <map>

#include "probing/memory.hpp"
#include "run/planned_experiment.hpp"
#include "run/run_plan.hpp"

namespace neurank::run {
namespace {

using ranking::Method;
using schedule::Stage;

class RankingPlan : public testing::Test, protected test::PlannedExperiment {
 protected:
  Plan plan() const { return plan_run(experiment_, facts_, cells_, Stage::report); }

  /// Positions of the units of a kind, by id.
  template <class Kind>
  static std::map<std::string, std::size_t> units(const Plan& plan) {
    std::map<std::string, std::size_t> found;
    for (std::size_t u = 0; u < plan.size(); ++u)
      if (std::holds_alternative<Kind>(plan[u].work)) found[plan[u].unit.id] = u;
    return found;
  }

  static bool waits(const Plan& plan, std::size_t unit, std::size_t for_unit) {
    return std::ranges::count(plan[unit].unit.after, for_unit) > 0;
  }
};

TEST_F(RankingPlan, the_default_asks_for_nothing) {
  const Plan plan = this->plan();
  EXPECT_TRUE(units<probing::MomentsWork>(plan).empty());
  EXPECT_TRUE(units<probing::WordRankingWork>(plan).empty());
  EXPECT_TRUE(units<probing::HeadRankingWork>(plan).empty());
  EXPECT_TRUE(units<probing::JudgeWork>(plan).empty());
}

TEST_F(RankingPlan, words_rank_once_a_task_and_heads_once_a_repetition) {
  experiment_.repetitions = 2;
  experiment_.analyses.rankings = {Method::weight_mass, Method::probeless};
  const Plan plan = this->plan();
  const auto moments = units<probing::MomentsWork>(plan), words = units<probing::WordRankingWork>(plan),
             heads = units<probing::HeadRankingWork>(plan), judges = units<probing::JudgeWork>(plan),
             reduced = units<probing::ReduceWork>(plan);
  ASSERT_EQ(moments.size(), 2u) << "one a model";
  EXPECT_EQ(std::get<probing::MomentsWork>(plan[moments.begin()->second].work).cells.size(), 2u) << "of both tasks";
  ASSERT_EQ(words.size(), 4u) << "for both variants";
  EXPECT_EQ(heads.size(), 8u * 2);
  ASSERT_EQ(judges.size(), 8u);
  for (const auto& [id, unit] : words) {
    const bool is_small = id.find("/small/") != std::string::npos;
    EXPECT_TRUE(
        waits(plan, unit, moments.at(std::string("train/") + (is_small ? "small" : "large") + "/pos/raw/moments")));
    EXPECT_TRUE(waits(
        plan, unit, units<CompleteWork>(plan).at(std::string("complete/") + (is_small ? "small" : "large") + "/text")));
  }
  const std::size_t by_words = words.at("train/large/chunk/raw/rankings");
  for (const char* variant : {"raw", "zscored"}) {
    const std::string cell = std::string("large/chunk/") + variant;
    const std::size_t judge = judges.at("minimal/" + cell + "/1/judges");
    EXPECT_TRUE(waits(plan, judge, by_words));
    EXPECT_TRUE(waits(plan, judge, heads.at("train/" + cell + "/1/rankings")));
    EXPECT_EQ(plan[judge].effort.subsets.heads, 2 * 5 * 2) << "rankings, sizes, task and control";
    const std::size_t reduce = reduced.at("reduce/" + cell);
    for (const std::size_t before : {judge, by_words, heads.at("train/" + cell + "/2/rankings")})
      EXPECT_TRUE(waits(plan, reduce, before));
  }
}

TEST_F(RankingPlan, only_what_reads_moments_waits_for_them) {
  experiment_.analyses.rankings = {Method::weight_mass, Method::iou, Method::random};
  const Plan plan = this->plan();
  EXPECT_TRUE(units<probing::MomentsWork>(plan).empty());
  EXPECT_EQ(units<probing::WordRankingWork>(plan).size(), 4u);
  experiment_.analyses.rankings = {Method::weight_mass, Method::random};
  EXPECT_TRUE(units<probing::WordRankingWork>(this->plan()).empty());
  EXPECT_EQ(units<probing::JudgeWork>(this->plan()).size(), 8u);
}

TEST_F(RankingPlan, what_it_costs_is_counted) {
  const auto cost = [&](const std::vector<Method>& rankings, const std::vector<analysis::Judge>& judges) {
    experiment_.analyses.rankings = rankings;
    experiment_.analyses.judges = judges;
    double sum = 0;
    for (const PlannedUnit& planned : plan()) sum += planned.unit.cost;
    return sum;
  };
  using analysis::Judge;
  const double plain = cost({Method::weight_mass}, {Judge::linear});
  const double two = cost({Method::weight_mass, Method::anova}, {Judge::linear});
  const double with_lda = cost({Method::weight_mass, Method::anova, Method::lda}, {Judge::linear});
  EXPECT_GT(two, plain);
  EXPECT_GT(with_lda - two, 2 * 700.0 * 9984 * 9984) << "two tasks of the large model";
  EXPECT_GT(cost({Method::weight_mass, Method::anova}, {Judge::linear, Judge::gaussian}), two);
}

TEST_F(RankingPlan, memory_for_it_is_counted) {
  const auto bytes = [&](const std::vector<Method>& rankings) {
    experiment_.analyses.rankings = rankings;
    return probing::ranking_bytes(experiment_, 9984, 40, 60);
  };
  EXPECT_EQ(bytes({Method::weight_mass, Method::random}), 0u);
  EXPECT_GT(bytes({Method::weight_mass, Method::lda}), 8u * 9984 * 9984);
  EXPECT_GT(bytes({Method::weight_mass, Method::anova}), 20u * 60 * 9984);
}

}  // namespace
}  // namespace neurank::run
