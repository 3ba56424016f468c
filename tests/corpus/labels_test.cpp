#include "corpus/labels.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace neurank::corpus {
namespace {

using Strings = std::vector<std::string>;
using Ids = std::vector<std::int32_t>;

TEST(Labels, training_labels_come_first_sorted_bytewise) {
  const EncodedLabels labels = encode_labels({"b", "B", "\u00e9", "a", "B"}, {0, 5});
  EXPECT_EQ(labels.names, (Strings{"B", "a", "b", "\u00e9"}));  // bytes 42, 61, 62, c3 a9
  EXPECT_EQ(labels.num_training, 4);
  EXPECT_EQ(labels.ids, (Ids{2, 0, 3, 1, 0}));
}

TEST(Labels, labels_outside_training_follow_sorted_among_themselves) {
  const EncodedLabels labels = encode_labels({"m", "k", "z", "a", "m", "a", "c"}, {0, 2});
  EXPECT_EQ(labels.names, (Strings{"k", "m", "a", "c", "z"}));
  EXPECT_EQ(labels.num_training, 2);
  EXPECT_EQ(labels.ids, (Ids{1, 0, 4, 2, 1, 2, 3}));
}

TEST(Labels, ids_do_not_depend_on_the_order_of_words) {
  EXPECT_EQ(encode_labels({"x", "y", "z"}, {0, 3}).names, encode_labels({"z", "x", "y", "x"}, {0, 4}).names);
}

TEST(Labels, training_may_be_empty) {
  const EncodedLabels labels = encode_labels({"x"}, {0, 0});
  EXPECT_EQ(labels.num_training, 0);
  EXPECT_EQ(labels.ids, (Ids{0}));
}

TEST(Labels, without_some_are_numbered_in_the_same_order_without_holes) {
  const EncodedLabels all = encode_labels({"_", "B", "A", "B", "_", "D", "C"}, {0, 4});
  EXPECT_EQ(all.names, (Strings{"A", "B", "_", "C", "D"}));
  const EncodedLabels kept = without(all, {"_", "C", "never"});
  EXPECT_EQ(kept.names, (Strings{"A", "B", "D"}));
  EXPECT_EQ(kept.num_training, 2);
  EXPECT_EQ(kept.ids, (Ids{no_label, 1, 0, 1, no_label, 2, no_label}));
  const EncodedLabels fewer = without(kept, {"A"});
  EXPECT_EQ(fewer.names, (Strings{"B", "D"}));
  EXPECT_EQ(fewer.ids, (Ids{no_label, 0, no_label, 0, no_label, 1, no_label}));
  EXPECT_EQ(without(all, {}).ids, all.ids);
}

#ifndef NDEBUG
TEST(Labels, a_training_range_beyond_the_words_breaks_the_contract) {
  EXPECT_THROW(encode_labels({"x"}, {0, 2}), std::logic_error);
}
#endif

}  // namespace
}  // namespace neurank::corpus
