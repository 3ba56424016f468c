#include "ranking/ranking_method.hpp"

#include <gtest/gtest.h>

#include <set>

namespace neurank::ranking {
namespace {

TEST(RankingMethod, each_has_its_own_word) {
  const auto names = all_names<Method>();
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
  for (const Method method : all_of<Method>()) EXPECT_EQ(parse<Method>(name_of(method)), method);
  EXPECT_EQ(name_of(Method::weight_mass), "weight_mass");
  EXPECT_EQ(name_of(Method::average_precision), "average_precision");
  EXPECT_EQ(name_of(Method::random), "random");
  EXPECT_EQ(parse<Method>("weights"), std::nullopt);
}

/// Words of the methods that a predicate holds for.
template <class Predicate>
std::set<std::string> those(const Predicate& predicate) {
  std::set<std::string> names;
  for (const Method method : all_of<Method>())
    if (predicate(method)) names.insert(name_of(method));
  return names;
}

TEST(RankingMethod, what_each_needs) {
  using Names = std::set<std::string>;
  EXPECT_EQ(those(needs_head),
            (Names{"weight_mass", "weight_mass_all", "mean_share", "mean_abs", "weight_sd", "weight_magnitude"}));
  EXPECT_EQ(those(needs_class_moments),
            (Names{"probeless", "probeless_std", "anova", "lda", "mutual_information", "mean_select", "gaussian"}));
  EXPECT_EQ(those(needs_words), (Names{"probeless", "probeless_std", "anova", "lda", "mutual_information",
                                       "average_precision", "iou", "mean_select", "single_probe", "gaussian"}));
  EXPECT_EQ(those(has_label_values),
            (Names{"probeless", "probeless_std", "lda", "mean_select", "average_precision", "iou"}));
}

}  // namespace
}  // namespace neurank::ranking
