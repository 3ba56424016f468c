#include <gtest/gtest.h>

#include <map>
#include <set>

#include "run/planned_experiment.hpp"
#include "run/run_plan.hpp"

namespace neurank::run {
namespace {

using analysis::Study;
using schedule::Stage;

class StudyPlan : public testing::Test, protected test::PlannedExperiment {
 protected:
  StudyPlan() {
    experiment_.repetitions = 2;
    auto& asked = experiment_.analyses;
    asked.single_layers = asked.basis = asked.mdl = asked.redundancy = asked.monosemanticity = true;
    asked.knockoffs.draws = asked.best_set.max = 20;
  }

  Plan plan() const { return plan_run(experiment_, facts_, cells_, Stage::report); }
};

TEST_F(StudyPlan, the_default_asks_for_nothing) {
  experiment_.analyses = {};
  for (const PlannedUnit& planned : plan()) EXPECT_FALSE(std::holds_alternative<probing::StudyWork>(planned.work));
}

TEST_F(StudyPlan, a_study_is_a_unit_of_each_cells_first_repetition) {
  const Plan plan = this->plan();
  std::map<Study, std::size_t> counted;
  std::set<std::size_t> waited_for;
  for (const PlannedUnit& planned : plan)
    if (planned.unit.stage == Stage::reduce) waited_for.insert(planned.unit.after.begin(), planned.unit.after.end());
  for (std::size_t u = 0; u < plan.size(); ++u) {
    const auto* study = std::get_if<probing::StudyWork>(&plan[u].work);
    if (study == nullptr) continue;
    ++counted[study->study];
    EXPECT_EQ(study->id.repetition, 1);
    EXPECT_TRUE(waited_for.contains(u)) << plan[u].unit.id;
    EXPECT_GT(plan[u].unit.cost, 0) << plan[u].unit.id;
    for (const std::size_t before : plan[u].unit.after) {
      const bool is_search = std::holds_alternative<probing::SearchWork>(plan[before].work);
      EXPECT_EQ(is_search, probing::needs_minimal_set(study->study)) << plan[u].unit.id;
    }
  }
  for (const Study study : all_of<Study>()) EXPECT_EQ(counted[study], 8u) << name_of(study);
}

TEST_F(StudyPlan, what_a_study_costs_grows_with_the_model) {
  std::map<std::string, double> costs;
  for (const PlannedUnit& planned : plan()) costs[planned.unit.id] = planned.unit.cost;
  for (const Study study : all_of<Study>()) {
    const std::string part = std::string("/pos/raw/1/") + name_of(study);
    const double times = study == Study::monosemanticity ? 1 : 10;  // whose heads are as small in any model
    EXPECT_GT(costs.at("minimal/large" + part), times * costs.at("minimal/small" + part)) << name_of(study);
  }
}

}  // namespace
}  // namespace neurank::run
