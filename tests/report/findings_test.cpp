#include "report/findings.hpp"

#include <gtest/gtest.h>

#include "report/result_samples.hpp"

namespace neurank::report {
namespace {

TEST(Findings, say_means_over_seeds_of_every_cell_and_what_sets_models_apart) {
  const auto sentences = findings(test::small_results());
  ASSERT_EQ(sentences.size(), 5u);
  EXPECT_EQ(sentences[0],
            "bert/pos/raw: all neurons name the label of 90.0 % of the test words (each word's most frequent label: "
            "85.0 %) and 75.0 % of those whose type has several labels (50.0 %); the top 15 neurons (3.8 %), retrained "
            "and at most 0.5 points worse on dev, name 89.5 %, as many "
            "random neurons 70.0 % (difference 19.5 points, 95 % from 15.0 to 25.0, adjusted p 0.002), the bottom ones "
            "20.0 %; selectivity is 25.0 points with all neurons, 37.5 with "
            "the top ones and 50.0 with random ones.");
  EXPECT_EQ(sentences[1],
            "bert/pos/raw: of these neurons layer 1 holds 1.75 times its share (z 4.5); one serves 1.50 labels (of "
            "unrelated ones 1.75, 95 % from 1.62 to 1.88).");
  EXPECT_EQ(sentences[4], "pos/raw, percent of the neurons needed: bert 3.8, xl_net 10.0.");
}

TEST(Findings, say_how_many_random_sets_do_as_well) {
  auto tables = test::small_results();
  tables["random_sets"].add_row({"bert", "pos", "raw", 0.5, std::int64_t{15}, 0.895, std::int64_t{99}, std::int64_t{3},
                                 0.04, 0.85, 0.01, 0.8, 0.9});
  EXPECT_NE(findings(tables)[0].find("the bottom ones 20.0 %; 3 of 99 random sets do as well; sel"), std::string::npos)
      << findings(tables)[0];
}

TEST(Findings, are_none_without_minimal_sets) {
  auto tables = test::small_results();
  tables["minimal"] = empty_table("minimal");
  EXPECT_TRUE(findings(tables).empty());
}

TEST(Findings, leave_out_what_was_not_measured) {
  auto tables = test::small_results();
  tables["sharing"] = empty_table("sharing");
  tables["architectures"] = empty_table("architectures");
  const auto sentences = findings(tables);
  ASSERT_EQ(sentences.size(), 4u);
  EXPECT_EQ(sentences[1], "bert/pos/raw: of these neurons layer 1 holds 1.75 times its share (z 4.5).");
}

}  // namespace
}  // namespace neurank::report
