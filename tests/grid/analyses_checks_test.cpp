#include <gtest/gtest.h>

#include "grid/grid_folder.hpp"
#include "support/expect_mentions.hpp"

namespace neurank::grid {
namespace {

using ranking::Method;
using test::good_grid;
using test::replaced;

std::string with_analyses(const std::string& settings) {
  return replaced(good_grid, "control: false", "control: false\n  " + settings);
}

TEST(AnalysesChecks, rankings_and_judges_are_lists) {
  const test::GridFolder folder;
  const Analyses plain = folder.read(good_grid).analyses;
  EXPECT_EQ(plain.rankings, std::vector{Method::weight_mass});
  EXPECT_FALSE(plain.compares_rankings());
  const Analyses two = folder.read(with_analyses("rankings: [weight_mass, probeless]")).analyses;
  EXPECT_EQ(two.rankings, (std::vector{Method::weight_mass, Method::probeless}));
  EXPECT_TRUE(two.compares_rankings());
  EXPECT_TRUE(two.has(Method::probeless));
  EXPECT_FALSE(two.has(Method::random));
  const Analyses judged = folder.read(with_analyses("judges: gaussian\n  gaussian: {k: 5, candidates: 9}")).analyses;
  EXPECT_TRUE(judged.compares_rankings());
  EXPECT_EQ(judged.judges, std::vector{analysis::Judge::gaussian});
  EXPECT_EQ(judged.gaussian.k, 5);
  EXPECT_EQ(judged.gaussian.candidates, 9);
}

TEST(AnalysesChecks, slips_in_them_are_named) {
  const test::GridFolder folder;
  const auto expect_refused = [&](const std::string& settings, const std::string& problem) {
    EXPECT_MENTIONS(test::refusal([&] { folder.read(with_analyses(settings)); }, Cause::usage), problem);
  };
  expect_refused("rankings: probeless",
                 "analyses.rankings: lacks weight_mass, by which all other analyses rank; add it");
  expect_refused("rankings: [weight_mass, random, random]", "analyses.rankings.2: \"random\" stands there twice");
  expect_refused("judges: [linear, linear]", "analyses.judges.1: \"linear\" stands there twice");
  expect_refused("rankings: [weight_mass, probles]", "did you mean probeless?");
  expect_refused("gaussian: {k: 101}", "analyses.gaussian.k");
  expect_refused(
      "gaussian: {k: 20, candidates: 19}",
      "analyses.gaussian.candidates: are fewer than k, the neurons to be selected among them; raise it to at "
      "least 20");
}

}  // namespace
}  // namespace neurank::grid
