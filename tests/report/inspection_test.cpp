#include "report/inspection.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "report/result_tables.hpp"
#include "support/expect_mentions.hpp"

namespace neurank::report {
namespace {

Tables sample_tables() {
  Tables tables;
  for (const std::string& name : inspected_tables()) tables[name] = empty_table(name);
  const std::int64_t one = 1, two = 2, forty = 40, eighty = 80;
  tables["cards"].add_row(
      {"m", "c", "L01:7", "residual", one, std::int64_t{7}, std::int64_t{120}, 0.5, 2.0, -3.0, 4.0});
  tables["card_ranks"].add_row({"m", "t", "v", "L01:7", "weight_mass", one, 0.75, Value(), Value(), Value()});
  for (const auto& [low, words] :
       {std::pair{-4.0, std::int64_t{0}}, {0.0, eighty}, {0.5, forty}, {1.0, std::int64_t{0}}})
    tables["histograms"].add_row({"m", "c", "L01:7", low, words});
  tables["top_words"].add_row({"m", "c", "L01:7", "positive", one, "bank", std::int64_t{17}, 2.25});
  tables["sentences"].add_row({"m", "c", "L01:7", "positive", one, 3.5, two, "by the bank , he"});
  tables["label_means"].add_row({"m", "t", "L01:7", "NN", forty, 1.5});
  tables["label_neurons"].add_row({"m", "t", "v", "NN", "L01:7", two});
  return tables;
}

/// Lines with runs of blanks made one.
std::string squeezed(const std::vector<std::string>& lines) {
  std::string text;
  for (const char c : join(lines, "\n"))
    if (c != ' ' || text.empty() || text.back() != ' ') text += c;
  return text;
}

TEST(Inspection, a_neuron_is_shown_with_bars_words_and_the_marked_sentence) {
  const std::string card = squeezed(neuron_card(sample_tables(), "m", "", "L01:7"));
  EXPECT_MENTIONS(card, "neuron L01:7 of m");
  EXPECT_MENTIONS(card, "t v 1 0.75 - - -");
  EXPECT_MENTIONS(card, " z +0.0 " + std::string(40, '#') + " 80\n z +0.5 " + std::string(20, '#') + " 40");
  EXPECT_EQ(card.find("z -4.0"), std::string::npos) << "empty ends are left out";
  EXPECT_MENTIONS(card, "highest at bank +2.25 (17)");
  EXPECT_MENTIONS(card, " z +3.50 by the [bank] , he");
  EXPECT_MENTIONS(card, "lowest at none is frequent enough");
  EXPECT_MENTIONS(card, "t NN +1.50 40 v 2");
}

TEST(Inspection, labels_words_and_the_best_neurons_are_listed) {
  const Tables tables = sample_tables();
  EXPECT_MENTIONS(squeezed(label_card(tables, "m", "t", "NN")), "t v L01:7 2 +1.50 bank +2.25 (17)");
  EXPECT_MENTIONS(squeezed(word_card(tables, "m", "bank")), "c L01:7 positive 1 +2.25 17");
  EXPECT_MENTIONS(squeezed(overview(tables, "m", "")), "bank +2.25 (17)");
  EXPECT_EQ(overview(tables, "m", "other").size(), 2u) << "head and rule";
}

}  // namespace
}  // namespace neurank::report
