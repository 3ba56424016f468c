#include "corpus/selection.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/cast.hpp"
#include "base/random.hpp"

namespace neurank::corpus {
namespace {

using Names = std::vector<std::string>;

/// 1000 training words, 300 of dev and 300 of test, of 200 types; A on half of them, B on a quarter and so on.
class SelectWords : public testing::Test {
 protected:
  SelectWords() {
    Random random(1);
    Names values;
    for (int word = 0; word < 1600; ++word) {
      words_.push_back("w" + std::to_string(random.below(200)));
      char label = 'A';
      while (label < 'F' && random.below(2)) ++label;
      values.emplace_back(1, label);
    }
    labels_ = encode_labels(values, splits_[0]);
  }

  EncodedLabels select(const Selection& selection) const { return selected(labels_, words_, splits_, selection, 7); }

  /// Words of each label in a split.
  std::map<std::string, Index> counts(const EncodedLabels& labels, std::size_t split) const {
    std::map<std::string, Index> found;
    for (Index word = splits_[split].begin; word < splits_[split].end; ++word)
      if (const auto id = labels.ids[to_size(word)]; id != no_label) ++found[labels.names[to_size(id)]];
    return found;
  }

  const std::array<Range, 3> splits_ = {Range{0, 1000}, Range{1000, 1300}, Range{1300, 1600}};
  Names words_;
  EncodedLabels labels_;
};

TEST_F(SelectWords, nothing_is_left_out_without_limits) { EXPECT_EQ(select({}).ids, labels_.ids); }

TEST_F(SelectWords, the_most_frequent_labels_are_kept_everywhere) {
  const EncodedLabels found = select({.keep_labels = 2});
  EXPECT_EQ(found.names, (Names{"A", "B"}));
  EXPECT_EQ(found.num_training, 2);
  for (const std::size_t split : {0, 1, 2}) EXPECT_EQ(counts(found, split)["B"], counts(labels_, split)["B"]);
  EXPECT_EQ(select({.ignore = {"A"}, .keep_labels = 2}).names, (Names{"B", "C"}));
  EXPECT_EQ(select({.keep_labels = 100}).ids, labels_.ids);
}

TEST_F(SelectWords, every_label_has_as_many_training_words) {
  const EncodedLabels found = select({.per_label = 50});
  for (const auto& [label, count] : counts(found, 0)) EXPECT_EQ(count, 50) << label;
  for (const auto& [label, count] : counts(labels_, 0))
    EXPECT_EQ(std::ranges::count(found.names, label), count >= 50 ? 1 : 0) << label << " " << count;
  EXPECT_EQ(counts(found, 2)["A"], counts(labels_, 2)["A"]) << "test words stay";
}

TEST_F(SelectWords, fewer_words_are_among_more) {
  const EncodedLabels few = select({.words = 100}), more = select({.words = 400});
  Index kept = 0;
  for (Index word = 0; word < 1000; ++word) {
    kept += few.ids[to_size(word)] != no_label;
    EXPECT_TRUE(few.ids[to_size(word)] == no_label || more.ids[to_size(word)] != no_label);
  }
  EXPECT_EQ(kept, 100);
  EXPECT_EQ(counts(few, 1), counts(labels_, 1));
  const auto in_training = counts(few, 0);
  EXPECT_EQ(few.num_training, to_index(in_training.size())) << "labels without a training word left come last";
}

TEST_F(SelectWords, no_type_stands_in_two_splits) {
  const EncodedLabels found = select({.type_split = true});
  std::array<std::set<std::string>, 3> types;
  for (std::size_t split = 0; split < 3; ++split)
    for (Index word = splits_[split].begin; word < splits_[split].end; ++word)
      if (found.ids[to_size(word)] != no_label) types[split].insert(words_[to_size(word)]);
  for (const auto& [a, b] : {std::pair{0, 1}, {0, 2}, {1, 2}})
    for (const std::string& type : types[to_size(a)]) EXPECT_FALSE(types[to_size(b)].contains(type)) << type;
  EXPECT_NEAR(to_double(types[0].size()), 160, 15) << "of 200 types";
  EXPECT_GT(types[1].size(), 8u);
  EXPECT_GT(types[2].size(), 8u);
}

}  // namespace
}  // namespace neurank::corpus
