#include "run/run_plan.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/cast.hpp"
#include "probe/exact/word_blocks.hpp"
#include "run/facts_text.hpp"
#include "run/planned_experiment.hpp"
#include "run/prediction.hpp"

namespace neurank::run {
namespace {

using probing::cut_search;
using probing::PenaltyWork;
using probing::TrainWork;
using schedule::Stage;

class RunPlan : public testing::Test, protected test::PlannedExperiment {};

TEST(Shards, are_runs_of_whole_sentences_within_the_limit) {
  EXPECT_EQ(cut_into_shards({0, 3, 5, 6, 20, 21}, 6), (std::vector<Range>{{0, 3}, {3, 4}, {4, 5}}));
  EXPECT_EQ(cut_into_shards({0}, 6), std::vector<Range>{});
}

TEST_F(RunPlan, extraction_is_one_unit_a_shard_of_each_model_and_corpus) {
  const auto extractions = needed_extractions(experiment_, cells_);
  EXPECT_EQ(extractions, (std::vector<Extraction>{{0, 0}, {1, 0}})) << "tasks of one corpus share one extraction";
  const Plan plan = plan_extraction(experiment_, facts_, extractions);
  ASSERT_EQ(plan.size(), 4u);
  EXPECT_EQ(plan[1].unit.id, "extract/small/text/1");
  EXPECT_EQ(std::get<ExtractWork>(plan[3].work).shard, 1u);
}

TEST_F(RunPlan, every_penalty_is_tried_exactly_once_in_banks_that_fit) {
  const Plan plan = plan_probing(experiment_, facts_, cells_, Stage::penalty);
  std::map<std::string, std::set<std::size_t>> tried;
  for (std::size_t u = 0; u < plan.size(); ++u) {
    if (std::holds_alternative<probing::SelectWork>(plan[u].work)) continue;
    const auto& work = std::get<PenaltyWork>(plan[u].work);
    EXPECT_LE(static_cast<Index>(work.count) * facts_.tasks[work.cell.task].labels, 100);
    auto& of_cell = tried[grid::cell_names(experiment_, work.cell).name()];
    for (std::size_t i = 0; i < work.count; ++i) EXPECT_TRUE(of_cell.insert(work.first + i).second);
  }
  ASSERT_EQ(tried.size(), 8u);
  for (const auto& [cell, penalties] : tried) EXPECT_EQ(penalties.size(), 16u) << cell;
}

TEST_F(RunPlan, a_head_wider_than_a_bank_or_longer_than_a_unit_is_a_unit_of_its_own) {
  probe::ProbeSettings settings = experiment_.variants[0].probe;
  EXPECT_EQ(cut_search(cells_[0], 1272, settings, 1e9).size(), 16u);
  EXPECT_EQ(cut_search(cells_[0], 2, settings, 1e9).size(), 1u);
  EXPECT_EQ(cut_search(cells_[0], 2, settings, 1e13).size(), 6u) << "three at a time";
  EXPECT_EQ(cut_search(cells_[0], 2, settings, 1e15).size(), 16u);
}

TEST_F(RunPlan, links_of_a_long_chain_follow_each_other) {
  facts_.tasks[0].words[0] = 20'000'000;
  for (auto& variant : experiment_.variants) variant.probe.search.method = probe::SearchMethod::chain;
  const Plan plan = plan_probing(experiment_, facts_, {{1, 0, 0}}, Stage::penalty);
  ASSERT_EQ(plan.size(), 4u * 4 + 1) << "four chains of four links";
  for (std::size_t u = 0; u + 1 < plan.size(); ++u)
    EXPECT_EQ(plan[u].unit.after, u % 4 == 0 ? std::vector<std::size_t>() : std::vector<std::size_t>{u - 1}) << u;
  EXPECT_EQ(plan.back().unit.after, (std::vector<std::size_t>{3, 7, 11, 15}));
}

TEST_F(RunPlan, no_unit_is_longer_than_one_may_be_unless_it_is_one_head) {
  facts_.tasks[0].words[0] = 100'000;     // a head of the large model: 1.6e12 operations
  facts_.tasks[1].words[0] = 20'000'000;  // 1.6e14
  for (auto& variant : experiment_.variants) variant.probe.columns_per_pass = 4096;
  for (const auto& planned : plan_probing(experiment_, facts_, cells_, Stage::reduce)) {
    const auto& name = planned.unit.id;
    const double head = 4.0 * 10 * (name.find("/large/") != std::string::npos ? 9984 : 40) *
                        (name.find("/pos/") != std::string::npos ? 40 * 100e3 : 20 * 20e6);
    const double most = name.find("/shadows-") != std::string::npos ? 2.1 : 1.1;  // one head, of more neurons
    EXPECT_LE(planned.unit.cost, std::max(probe::ProbeSettings().unit_operations, most * head)) << name;
  }
}

TEST_F(RunPlan, heads_of_many_labels_that_are_a_unit_by_themselves_can_be_shared) {
  facts_.tasks[0].words[0] = 100'000;
  facts_.tasks[1].words[0] = 900'000;
  facts_.tasks[1].labels = 1272;
  std::size_t shared = 0;
  for (const auto& planned : plan_probing(experiment_, facts_, cells_, Stage::reduce)) {
    const bool is_large = planned.unit.id.find("/large/chunk/") != std::string::npos;
    const double heads = planned.effort.whole + planned.effort.subsets.shares;  // on all neurons
    const bool is_head = heads * 4 * 10 * 9984 * 1272 * 900e3 > probe::ProbeSettings().unit_operations;
    EXPECT_EQ(planned.unit.most_ranks, is_large && is_head ? 10u : 1u) << planned.unit.id;
    shared += planned.unit.most_ranks > 1 ? 1 : 0;
  }
  EXPECT_GT(shared, 0u);
}

TEST_F(RunPlan, exact_heads_that_are_a_unit_by_themselves_can_be_shared_by_blocks_of_words) {
  facts_.tasks[0].words[0] = 5'000;      // five batches
  facts_.tasks[1].words[0] = 2'000'000;  // many
  for (auto& variant : experiment_.variants) {
    variant.probe.solver = probe::Solver::exact;
    variant.probe.unit_operations = 1;
  }
  for (const auto& planned : plan_probing(experiment_, facts_, cells_, Stage::reduce)) {
    const bool trains = planned.effort.whole + planned.effort.subsets.shares > 0;
    const std::size_t blocks = planned.unit.id.find("/pos/") != std::string::npos ? 5 : probe::most_word_blocks;
    EXPECT_EQ(planned.unit.most_ranks, trains ? blocks : 1u) << planned.unit.id;
  }
}

/// Units of a cell that its reduction waits for: minimal sets, and what they are held against.
std::size_t ends_of_cell(const Plan& plan, const grid::Cell& cell) {
  return static_cast<std::size_t>(std::ranges::count_if(plan, [&](const PlannedUnit& planned) {
    const auto& work = planned.work;
    const bool is_end =
        std::holds_alternative<probing::MinimalWork>(work) || std::holds_alternative<probing::RandomSetsWork>(work) ||
        std::holds_alternative<probing::ShadowWork>(work) || std::holds_alternative<probing::HalvesWork>(work) ||
        std::holds_alternative<probing::NuisanceWork>(work);
    return is_end && cell_of(work) == cell;
  }));
}

TEST_F(RunPlan, what_a_cell_is_held_against_is_done_once) {
  experiment_.analyses.nulls.random_sets = 99;
  experiment_.analyses.stability.pairs = 25;
  std::map<std::string, Index> found;  // by model: random sets, shadows, halves
  for (const auto& planned : plan_probing(experiment_, facts_, cells_, Stage::reduce)) {
    const bool is_large = planned.unit.id.find("/large/pos/raw/") != std::string::npos;
    const std::string model = is_large                                                       ? "large"
                              : planned.unit.id.find("/small/pos/raw/") != std::string::npos ? "small"
                                                                                             : "";
    if (const auto* work = std::get_if<probing::RandomSetsWork>(&planned.work)) found[model + " sets"] += work->count;
    found[model + " shadows"] += std::holds_alternative<probing::ShadowWork>(planned.work) ? 1 : 0;
    found[model + " nuisances"] += std::holds_alternative<probing::NuisanceWork>(planned.work) ? 1 : 0;
    found[model + " halves"] += std::holds_alternative<probing::HalvesWork>(planned.work) ? 1 : 0;
  }
  for (const std::string model : {"small", "large"}) {
    EXPECT_EQ(found[model + " sets"], 99);
    EXPECT_EQ(found[model + " shadows"], model == "small" ? 1 : 3);
    EXPECT_EQ(found[model + " halves"], 25);
    EXPECT_EQ(found[model + " nuisances"], 1);
  }
}

TEST_F(RunPlan, units_wait_for_what_they_read_and_ids_are_unique) {
  const Plan plan = plan_probing(experiment_, facts_, cells_, Stage::reduce);
  std::set<std::string> ids;
  for (std::size_t u = 0; u < plan.size(); ++u) {
    const auto& unit = plan[u].unit;
    EXPECT_TRUE(ids.insert(unit.id).second) << unit.id;
    const Index labels = facts_.tasks[cell_of(plan[u].work).task].labels;
    const std::size_t searches = cut_search(cell_of(plan[u].work), labels, experiment_.variants[0].probe, 1).size();
    std::size_t expected = 0;
    if (std::holds_alternative<probing::SelectWork>(plan[u].work)) expected = searches;
    if (std::holds_alternative<TrainWork>(plan[u].work)) expected = 1;              // the penalty
    if (std::holds_alternative<probing::AblationWork>(plan[u].work)) expected = 1;  // the heads
    if (std::holds_alternative<probing::SearchWork>(plan[u].work)) expected = 1;    // likewise
    if (std::holds_alternative<probing::RivalWork>(plan[u].work)) expected = 1;     // the search
    if (std::holds_alternative<probing::MinimalWork>(plan[u].work)) expected = 1 + 9 + 1;
    if (std::holds_alternative<probing::RandomSetsWork>(plan[u].work)) expected = 1;  // the search
    if (std::holds_alternative<probing::ShadowWork>(plan[u].work)) expected = 1;      // the heads
    if (std::holds_alternative<probing::HalvesWork>(plan[u].work)) expected = 1;      // likewise
    if (std::holds_alternative<probing::NuisanceWork>(plan[u].work)) expected = 1;    // the vectors, in fact
    if (unit.stage == Stage::reduce) expected = ends_of_cell(plan, cell_of(plan[u].work)) + searches;
    EXPECT_EQ(unit.after.size(), expected) << unit.id;
    for (std::size_t before : unit.after) EXPECT_LE(plan[before].unit.stage, unit.stage) << unit.id;
  }
  EXPECT_TRUE(ids.contains("train/small/pos/raw/3"));
  EXPECT_TRUE(ids.contains("minimal/small/pos/raw/3"));
  EXPECT_TRUE(ids.contains("reduce/large/chunk/zscored"));
}

TEST_F(RunPlan, probes_wait_for_their_activation_file_and_that_for_its_shards) {
  const Plan plan = plan_run(experiment_, facts_, cells_, Stage::reduce);
  ASSERT_EQ(plan[4].unit.id, "complete/small/text");
  EXPECT_EQ(plan[4].unit.after, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(plan[5].unit.after, (std::vector<std::size_t>{2, 3}));
  for (std::size_t u = 6; u < plan.size(); ++u) {
    const std::size_t file = plan[u].unit.id.find("/small/") != std::string::npos ? 4 : 5;
    if (std::holds_alternative<PenaltyWork>(plan[u].work)) {
      EXPECT_EQ(plan[u].unit.after, std::vector<std::size_t>{file}) << plan[u].unit.id;
    }
    if (std::holds_alternative<TrainWork>(plan[u].work)) {
      EXPECT_EQ(plan[u].unit.after.back(), file) << "a penalty does not tell of which activations it is";
    }
    for (const std::size_t before : plan[u].unit.after) EXPECT_LT(before, u) << plan[u].unit.id;
  }
  EXPECT_EQ(plan_run(experiment_, facts_, cells_, Stage::extract).size(), 6u);
}

TEST_F(RunPlan, cards_of_a_model_on_a_corpus_wait_for_all_of_its_cells) {
  corpus::CorpusSettings other;
  other.name = "other";
  experiment_.corpora.push_back(other);
  experiment_.tasks.push_back({"sem", "other", "sem", ""});
  facts_.corpora.push_back(facts_.corpora[0]);
  facts_.tasks.push_back(facts_.tasks[0]);
  cells_ = grid::expand_cells(experiment_);
  const auto cards = [&] {
    std::vector<probing::CardsWork> works;
    for (const PlannedUnit& planned : plan_run(experiment_, facts_, cells_, Stage::report)) {
      const auto* work = std::get_if<probing::CardsWork>(&planned.work);
      if (work == nullptr) continue;
      works.push_back(*work);
      EXPECT_EQ(planned.unit.after.size(), 3u * 2) << "three tasks, two variants";
      EXPECT_TRUE(planned.unit.id.ends_with("/raw/+cards")) << planned.unit.id;
    }
    return works;
  };
  const auto works = cards();
  ASSERT_EQ(works.size(), 2u * 2) << "two models on two corpora";
  EXPECT_EQ(works[0].own.size(), 2u * 2);
  EXPECT_EQ(works[1].own.size(), 2u);
  EXPECT_EQ(works[0].of_model, works[1].of_model);
  experiment_.analyses.top_words.neurons = 0;
  EXPECT_TRUE(cards().empty());
}

TEST_F(RunPlan, is_the_same_from_facts_that_another_rank_sent) {
  facts_.models[0].shape.layer_names = {"embeddings", "0"};
  facts_.models[0].flops_per_word = 1.0 / 3;
  const Facts facts = facts_from(to_message(facts_));
  const Plan here = plan_run(experiment_, facts_, cells_, Stage::reduce);
  const Plan there = plan_run(experiment_, facts, cells_, Stage::reduce);
  ASSERT_EQ(here.size(), there.size());
  for (std::size_t u = 0; u < here.size(); ++u) {
    EXPECT_EQ(here[u].unit.id, there[u].unit.id);
    EXPECT_EQ(here[u].unit.cost, there[u].unit.cost);
    EXPECT_EQ(here[u].unit.after, there[u].unit.after);
  }
  EXPECT_EQ(facts.models[0].shape.layer_names, facts_.models[0].shape.layer_names);
  EXPECT_EQ(facts.corpora[0].shards, facts_.corpora[0].shards);
}

TEST_F(RunPlan, two_numbers_need_no_search) {
  for (auto& variant : experiment_.variants) variant.probe.search.l1 = variant.probe.search.l2 = {1e-3};
  const Plan plan = plan_probing(experiment_, facts_, cells_, Stage::train);
  EXPECT_EQ(plan.size(), 8u * 3 * 2) << "heads and ablations";
  for (const auto& planned : plan)
    EXPECT_EQ(planned.unit.after.empty(), std::holds_alternative<TrainWork>(planned.work)) << planned.unit.id;
}

TEST_F(RunPlan, training_cost_is_four_operations_a_weight_and_word) {
  const Plan plan = plan_probing(experiment_, facts_, {cells_[0]}, Stage::penalty);
  // first bank: two penalties x 40 labels; 40 neurons, 700 words, 10 epochs; then three evaluations on 300 words
  EXPECT_DOUBLE_EQ(plan[0].unit.cost, 40.0 * (4 * 700 * 10 * 80 + 2 * 300 * 240));
}

TEST_F(RunPlan, seconds_are_steps_of_heads_and_batches_that_are_measured) {
  Speeds speeds;
  for (const auto& extraction : needed_extractions(experiment_, cells_)) speeds.word[extraction] = 0.002;
  speeds.model = {{0, 0.5}, {1, 0.5}};
  for (const auto& cell : cells_)
    speeds.probes[shape_of(facts_, cell)] = {
        .search = 0.5, .whole = 0.25, .subset = 0.03, .share = 0.1, .measure = 1e-3};
  const Plan extraction = plan_extraction(experiment_, facts_, needed_extractions(experiment_, cells_));
  EXPECT_DOUBLE_EQ(unit_seconds(extraction, experiment_, facts_, speeds, 1)[0], 1.25)
      << "500 words, and half the loading";

  const Plan plan = plan_probing(experiment_, facts_, {cells_[0]}, Stage::minimal);
  const auto seconds = unit_seconds(plan, experiment_, facts_, speeds, 1);
  // 700 words are 2 batches, in 10 epochs 20 steps; dev and test are a batch each.
  EXPECT_DOUBLE_EQ(seconds[0], 20 * 2 * 0.5 + 2 * 6e-3) << "two penalties, each measured in three ways";
  for (std::size_t u = 0; u < plan.size(); ++u) {
    const Effort& effort = plan[u].effort;
    if (std::holds_alternative<probing::RivalWork>(plan[u].work)) {
      EXPECT_DOUBLE_EQ(seconds[u],
                       20 * (effort.subsets.heads * 0.03 + effort.subsets.shares * 0.1) + 2e-3 * effort.measured);
    }
  }
}

}  // namespace
}  // namespace neurank::run
