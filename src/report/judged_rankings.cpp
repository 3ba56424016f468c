#include "report/judged_rankings.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "base/cast.hpp"
#include "base/text.hpp"
#include "ranking/ranking_method.hpp"
#include "report/findings_page.hpp"
#include "report/prose.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

/// The share of the neurons at which rankings are compared in words.
constexpr double told_share = 0.05;

/// The size at which all judges are asked; nothing where they have none in common.
std::optional<std::int64_t> told_size(const Table& judges, std::size_t count) {
  std::map<std::int64_t, std::set<std::string>> asked;
  std::map<double, std::int64_t> by_distance;
  for (std::size_t row = 0; row < judges.num_rows(); ++row) {
    const std::int64_t n = judges.integer(row, "n");
    asked[n].insert(judges.text(row, "judge"));
    if (asked[n].size() == count) by_distance.emplace(std::abs(judges.real(row, "share") - told_share), n);
  }
  return by_distance.empty() ? std::nullopt : std::optional(by_distance.begin()->second);
}

std::string told(const JudgedRanking& of) { return of.ranking + " (" + percent(of.accuracy) + ")"; }

/// ", weight_mass (75.0 %) is 3rd of 16"; empty where it is named already, or was not judged.
std::string place_of_weight_mass(const std::vector<JudgedRanking>& all, const std::vector<std::string>& named) {
  const std::string weight_mass = name_of(ranking::Method::weight_mass);
  const auto found = std::ranges::find(all, weight_mass, &JudgedRanking::ranking);
  if (found == all.end() || std::ranges::find(named, weight_mass) != named.end()) return "";
  const auto better =
      std::ranges::count_if(all, [&](const JudgedRanking& other) { return other.accuracy > found->accuracy; });
  return ", " + told(*found) + " is " + ordinal(to_size(better) + 1) + " of " + std::to_string(all.size());
}

/// "tell the linear judge most when ranked by lda (78.1 %) and least by iou (60.2 %)"; empty where random alone is
/// judged, which is no ranking that may tell most.
std::string judge_text(const JudgedRankings& judged) {
  std::vector<JudgedRanking> all = judged.accuracies;
  std::string chance;
  std::erase_if(all, [&](const JudgedRanking& of) {
    if (of.ranking != name_of(ranking::Method::random)) return false;
    chance = ", chance (" + of.ranking + ") is " + percent(of.accuracy);
    return true;
  });
  if (all.empty()) return "";
  const JudgedRanking& most = *std::ranges::max_element(all, {}, &JudgedRanking::accuracy);
  const JudgedRanking& least = *std::ranges::min_element(all, {}, &JudgedRanking::accuracy);
  const std::string begin = "tell the " + judged.judge + " judge ";
  if (all.size() == 1) return begin + percent(most.accuracy) + " when ranked by " + most.ranking + chance;
  if (most.accuracy == least.accuracy)
    return begin + percent(most.accuracy) + " by each of " + std::to_string(all.size()) + " rankings" + chance;
  return begin + "most when ranked by " + told(most) + " and least by " + told(least) +
         place_of_weight_mass(all, {most.ranking, least.ranking}) + chance;
}

}  // namespace

std::vector<JudgedRankings> judged_rankings(const Table& judges) {
  const std::vector<std::string> names = distinct(judges, "judge");
  const auto n = told_size(judges, names.size());
  if (!n) return {};
  std::vector<JudgedRankings> all;
  for (const std::string& name : names) {
    JudgedRankings of_judge{.judge = name, .n = *n};
    for (const std::size_t row : rows_with(judges, {{"judge", name}})) {
      if (judges.integer(row, "n") != *n || judges.is_empty(row, "accuracy")) continue;
      of_judge.share = judges.real(row, "share");
      of_judge.accuracies.push_back({judges.text(row, "method"), judges.real(row, "accuracy")});
    }
    if (!of_judge.accuracies.empty()) all.push_back(std::move(of_judge));
  }
  return all;
}

std::string rankings_text(const std::vector<JudgedRankings>& judged) {
  std::vector<std::string> texts;
  for (const JudgedRankings& of_judge : judged)
    if (const std::string text = judge_text(of_judge); !text.empty()) texts.push_back(text);
  if (texts.empty()) return "";
  return "the first " + std::to_string(judged.front().n) + " neurons (" + percent(judged.front().share) + ") " +
         join(texts, "; they ");
}

}  // namespace neurank::report
