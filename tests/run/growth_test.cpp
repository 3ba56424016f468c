#include "run/growth.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "base/error.hpp"
#include "grid/reader.hpp"
#include "run/planned_experiment.hpp"
#include "support/refusal.hpp"

namespace neurank::run {
namespace {

using schedule::Stage;
using schedule::Standing;

class GrownRun : public testing::Test, protected test::PlannedExperiment {
 protected:
  GrownRun() {
    for (auto& model : experiment_.models) model.gelu = model::Gelu::erf;
    experiment_.name = "grown";
    experiment_.analyses.bootstrap.draws = 10'000;  // enough for all p-values of larger grids
    experiment_.output = "/run";
    for (auto& corpus : experiment_.corpora) corpus.columns = {{"pos", "1"}, {"chunk", "2"}};
    for (auto& variant : experiment_.variants) variant.probe.search.l1 = {0, 1e-2};
    inputs_ = {{"models/small", "1"}, {"models/large", "2"},    {"corpora/text", "3"},
               {"words/text", "4"},   {"labels/text/pos", "5"}, {"labels/text/chunk", "6"}};
    do_all();
  }

  /// Does all units of the experiment as it is now.
  void do_all() {
    before_ = dependencies();
    plan();
    done_.clear();
    for (std::size_t u = 0; u < plan_.size(); ++u) {
      std::vector<std::string> seen;
      for (const std::size_t earlier : plan_[u].unit.after) {
        const schedule::DoneUnit& done = done_.at(plan_[earlier].unit.id);
        seen.push_back(done.output.empty() ? done.fingerprint : done.output);
      }
      done_[plan_[u].unit.id] = {schedule::fingerprint(plan_[u].unit, seen), handed_on(plan_[u].work)};
    }
  }

  static std::string handed_on(const Work& work) {
    if (std::holds_alternative<probing::SelectWork>(work)) return "penalty 0 0";
    return std::holds_alternative<probing::MomentsWork>(work) ? "moments" : "";
  }

  Dependencies dependencies() const { return dependencies_of(grid::to_yaml(experiment_), inputs_); }

  void plan() {
    cells_ = grid::expand_cells(experiment_);
    plan_ = plan_run(experiment_, facts_, cells_, Stage::report);
    note_dependencies(plan_, experiment_, facts_, inputs_);
  }

  Growth growth() {
    plan();
    return growth_of(plan_, experiment_, before_, dependencies(), done_);
  }

  /// Ids of units of a standing, without their cells: "train//1", with how many cells have it.
  std::map<std::string, int> kinds(const Growth& growth, Standing standing) const {
    std::map<std::string, int> counted;
    for (std::size_t u = 0; u < plan_.size(); ++u) {
      if (growth.standings[u] != standing) continue;
      const std::string& id = plan_[u].unit.id;
      ++counted[id.substr(0, id.find('/'))];
    }
    return counted;
  }

  InputHashes inputs_;
  Dependencies before_;
  Plan plan_;
  schedule::DoneUnits done_;
};

using Kinds = std::map<std::string, int>;

TEST_F(GrownRun, the_same_grid_is_all_reused) {
  const Growth growth = this->growth();
  EXPECT_EQ(growth.count(Standing::reused), plan_.size());
  EXPECT_EQ(changes_text(growth), "");
  EXPECT_NO_THROW(expect_no_change("/run", growth));
}

/// A setting that no unit depends on could change unseen.
TEST_F(GrownRun, units_depend_on_every_setting_but_these) {
  std::set<std::string> unused;
  for (const auto& [key, value] : before_) unused.insert(key);
  for (const PlannedUnit& planned : plan_)
    for (const auto& [key, value] : needed_by(before_, experiment_, planned.work)) unused.erase(key);
  // Names are in ids; files and where they lie tell nothing that their content does not; the others say which units
  // there are.
  EXPECT_EQ(unused,
            (std::set<std::string>{"corpora.text.columns.chunk", "corpora.text.columns.pos", "corpora.text.format",
                                   "corpora.text.name", "corpora.text.word", "experiment", "extract.max_words",
                                   "inputs.corpora/text", "models.large.name", "models.small.name", "seeds"}));
}

TEST_F(GrownRun, a_model_task_or_repetition_more_changes_nothing_that_is_done_but_what_sums_up) {
  experiment_.tasks.push_back({"more", "text", "pos", ""});
  facts_.tasks.push_back(facts_.tasks[0]);
  EXPECT_EQ(kinds(growth(), Standing::redone), (Kinds{{"report", 2}})) << "the cards of each model";
  experiment_.models.push_back(experiment_.models[0]);
  experiment_.models.back().name = "third";
  facts_.models.push_back(facts_.models[0]);
  inputs_["models/third"] = "9";
  EXPECT_EQ(kinds(growth(), Standing::redone), (Kinds{{"report", 2}}));
  ++experiment_.repetitions;
  const Growth growth = this->growth();
  EXPECT_EQ(kinds(growth, Standing::redone), (Kinds{{"reduce", 8}, {"report", 4 + 2}}));
  EXPECT_EQ(growth.changes.size(), 0u);
}

TEST_F(GrownRun, more_p_values_than_there_are_draws_for_sum_up_all_cells_again) {
  experiment_.analyses.bootstrap.draws = 100;
  before_ = dependencies();
  experiment_.tasks.push_back({"more", "text", "pos", ""});
  facts_.tasks.push_back(facts_.tasks[0]);
  EXPECT_EQ(kinds(growth(), Standing::redone).at("reduce"), 8);
}

TEST_F(GrownRun, a_penalty_more_redoes_searches_and_what_shows_them) {
  experiment_.variants[0].probe.search.l1.push_back(0.5);
  const Growth growth = this->growth();
  EXPECT_EQ(growth.changes.size(), 0u);
  const Kinds redone = kinds(growth, Standing::redone);
  EXPECT_FALSE(redone.contains("train")) << "were the same penalty found";
  EXPECT_EQ(redone.at("reduce"), 4) << "of one variant";
}

TEST_F(GrownRun, a_study_more_trains_no_head_again) {
  auto& asked = experiment_.analyses;
  for (bool* const study :
       {&asked.single_layers, &asked.basis, &asked.mdl, &asked.redundancy, &asked.monosemanticity}) {
    *study = true;
    const Growth growth = this->growth();
    EXPECT_EQ(growth.changes.size(), 0u);
    EXPECT_EQ(kinds(growth, Standing::fresh), (Kinds{{"minimal", 8}}));
    EXPECT_EQ(kinds(growth, Standing::redone), (Kinds{{"reduce", 8}, {"report", 4 + 2}}));
    do_all();
  }
  asked.knockoffs.draws = 20;
  EXPECT_EQ(kinds(growth(), Standing::fresh), (Kinds{{"minimal", 8}}));
  EXPECT_EQ(growth().changes.size(), 0u);
}

TEST_F(GrownRun, draws_more_are_units_more) {
  experiment_.analyses.minimal.draws += 2;
  EXPECT_EQ(kinds(growth(), Standing::redone).at("minimal"), 8 * 3) << "the unit that ends each repetition";
  EXPECT_GE(kinds(growth(), Standing::fresh).at("minimal"), 8 * 3 * 2);
  experiment_.analyses.ablation.draws += 1;
  const Growth growth = this->growth();
  EXPECT_EQ(kinds(growth, Standing::redone).at("train"), 8 * 3) << "the ablations, and no head";
  EXPECT_EQ(growth.changes.size(), 0u);
}

TEST_F(GrownRun, rankings_more_redo_no_head_that_was_there) {
  experiment_.analyses.rankings = {ranking::Method::weight_mass, ranking::Method::anova};
  experiment_.analyses.stability.pairs = 2;
  do_all();
  EXPECT_EQ(growth().count(Standing::reused), plan_.size());
  experiment_.analyses.rankings.push_back(ranking::Method::lda);
  const Growth by_words = growth();
  EXPECT_EQ(by_words.changes.size(), 0u) << changes_text(by_words);
  // Moments of two models, rankings by words of four models and tasks, by heads of eight cells in three repetitions.
  EXPECT_EQ(kinds(by_words, Standing::redone),
            (Kinds{{"train", 2 + 4 + 8 * 3}, {"minimal", 8}, {"reduce", 8}, {"report", 6 + 4}}))
      << "and what the judges of each cell say";
  experiment_.analyses.rankings = {ranking::Method::weight_mass, ranking::Method::anova, ranking::Method::mean_abs};
  EXPECT_EQ(kinds(growth(), Standing::redone).at("minimal"), 8 * 2) << "the first pair of halves, too";
}

TEST_F(GrownRun, a_task_more_takes_moments_again_and_ranks_for_none_that_was_there) {
  experiment_.analyses.rankings = {ranking::Method::weight_mass, ranking::Method::anova};
  do_all();
  experiment_.tasks.push_back({"more", "text", "pos", ""});
  facts_.tasks.push_back(facts_.tasks[0]);
  EXPECT_EQ(kinds(growth(), Standing::redone), (Kinds{{"train", 2}, {"report", 2 + 4}}))
      << "moments and cards of each model, its tasks with each variant";
}

TEST_F(GrownRun, another_order_of_words_trains_the_heads_of_its_variant_again) {
  experiment_.variants[1].probe.order = probe::RowOrder::sequential;
  const Growth growth = this->growth();
  EXPECT_EQ(changes_text(growth), "variants.zscored.probe.order was shuffled and is now file");
  for (std::size_t u = 0; u < plan_.size(); ++u) {
    if (plan_[u].unit.stage != Stage::train || plan_[u].unit.id.ends_with("/moments")) continue;
    const bool is_of_it = plan_[u].unit.id.find("/zscored/") != std::string::npos;
    EXPECT_EQ(growth.standings[u] == Standing::redone, is_of_it) << plan_[u].unit.id;
  }
}

TEST_F(GrownRun, changes_are_named_and_refused) {
  experiment_.variants[1].probe.epochs = 3;
  inputs_["labels/text/pos"] = "other";
  const Growth growth = this->growth();
  EXPECT_EQ(changes_text(growth),
            "the labels text/pos have changed, variants.zscored.probe.epochs was 10 and is now 3");
  const std::string message = test::refusal([&] { expect_no_change("/run", growth); }, Cause::usage);
  EXPECT_NE(message.find("variants.zscored.probe.epochs was 10 and is now 3"), std::string::npos) << message;
  EXPECT_NE(message.find(std::to_string(growth.count(Standing::redone)) + " finished units"), std::string::npos);
  EXPECT_NE(message.find("--update"), std::string::npos) << message;
}

TEST_F(GrownRun, a_change_that_no_unit_is_left_to_feel_is_none) {
  experiment_.variants.pop_back();
  experiment_.corpora[0].word_column = 3;
  const Growth growth = this->growth();
  EXPECT_EQ(growth.count(Standing::reused), plan_.size() - 2) << "all but the cards of each model";
  EXPECT_EQ(changes_text(growth), "");
}

TEST_F(GrownRun, another_checkpoint_redoes_all_of_its_model_alone) {
  inputs_["models/small"] = "other";
  const Growth growth = this->growth();
  for (std::size_t u = 0; u < plan_.size(); ++u) {
    const bool is_its_own = plan_[u].unit.id.find("/small/") != std::string::npos;
    const bool selects = std::holds_alternative<probing::SelectWork>(plan_[u].work);
    if (plan_[u].unit.stage == Stage::report || selects) continue;
    EXPECT_EQ(growth.standings[u], is_its_own ? Standing::redone : Standing::reused) << plan_[u].unit.id;
  }
  EXPECT_EQ(changes_text(growth), "the files of model small have changed");
}

TEST_F(GrownRun, units_without_a_fingerprint_are_of_another_version) {
  for (auto& [id, unit] : done_) unit.fingerprint.clear();
  const std::string message = test::refusal([&] { expect_no_change("/run", growth()); }, Cause::usage);
  EXPECT_NE(message.find("did not note what its units are made of"), std::string::npos) << message;
}

TEST_F(GrownRun, is_told_in_numbers) {
  experiment_.tasks.push_back({"more", "text", "pos", ""});
  facts_.tasks.push_back(facts_.tasks[0]);
  const std::size_t before = plan_.size();
  const Growth growth = this->growth();
  EXPECT_EQ(to_text(growth), std::to_string(before - 2) + " units reused, " + std::to_string(plan_.size() - before) +
                                 " new, 2 done again");
}

}  // namespace
}  // namespace neurank::run
