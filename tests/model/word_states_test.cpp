#include "model/word_states.hpp"

#include <gtest/gtest.h>

#include <map>

#include "base/error.hpp"
#include "letter_tokenizer.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"
#include "tiny_bert.hpp"

namespace neurank::model {
namespace {

using test::begin_id, test::end_id, test::letter_id;

struct Text {
  std::vector<std::string> words;
  std::vector<Index> offsets{0};

  Text& sentence(const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
    offsets.push_back(static_cast<Index>(words.size()));
    return *this;
  }
};

using States = std::map<std::pair<Index, Index>, Eigen::RowVectorXf>;  ///< by word and layer

class WordStates : public testing::Test {
 protected:
  static constexpr Index capacity = 14;  ///< 16 positions less [begin] and [end]

  WordStates() {
    test::write_bert(folder_.path(), {});
    model_ = load_language_model({.name = "", .path = folder_.path(), .family = ""}, Device::cpu);
  }

  States compute(const Text& text, WordRule rule, Index batch_pieces = 64) {
    States states;
    const auto observer = [&](std::span<const Index> words, Index layer, ConstMatrixView rows) {
      ASSERT_EQ(static_cast<Index>(words.size()), rows.rows());
      for (std::size_t i = 0; i < words.size(); ++i)
        EXPECT_TRUE(states.emplace(std::pair(words[i], layer), rows.row(i)).second) << "word " << words[i] << " twice";
    };
    summary_ = compute_word_states(*model_, tokenizer_, {text.words, text.offsets},
                                   {.rule = rule, .batch_pieces = batch_pieces}, observer, [] { return true; });
    return states;
  }

  /// States of pieces that stand alone in a sequence with its framing, by layer; position 0 is the first piece.
  std::vector<Matrix> run_alone(const std::string& letters) {
    PieceBatch batch;
    batch.ids = {begin_id};
    for (const char letter : letters) batch.ids.push_back(letter_id(letter));
    batch.ids.push_back(end_id);
    batch.length = static_cast<Index>(batch.ids.size());
    batch.lengths = {batch.length};
    std::vector<std::int64_t> rows;
    for (std::size_t i = 0; i < letters.size(); ++i) rows.push_back(static_cast<std::int64_t>(i) + 1);
    std::vector<Matrix> layers;
    model_->run(batch, rows, [&](Index, ConstMatrixView states) { layers.emplace_back(states); });
    return layers;
  }

  /// A word's vectors in all layers are those of the average over pieces [begin, end) of a sequence run alone.
  void expect_word(const States& states, Index word, const std::string& sequence, Index begin, Index end) {
    const std::vector<Matrix> layers = run_alone(sequence);
    for (Index layer = 0; layer < 3; ++layer) {
      ASSERT_TRUE(states.contains({word, layer})) << "word " << word;
      const Eigen::RowVectorXf expected = layers[layer].middleRows(begin, end - begin).colwise().mean();
      EXPECT_LE((states.at({word, layer}) - expected).cwiseAbs().maxCoeff(), 1e-5f) << "word " << word;
    }
  }

  test::ScratchFolder folder_;
  test::LetterTokenizer tokenizer_;
  std::unique_ptr<LanguageModel> model_;
  WordStateSummary summary_;
};

TEST_F(WordStates, each_rule_takes_its_pieces_and_batches_change_nothing) {
  const Text text = Text().sentence({"abc", "d", "ef"}).sentence({"z"}).sentence({"hi", "jklm"});
  for (const Index batch_pieces : {1, 20, 1000}) {
    const States last = compute(text, WordRule::last, batch_pieces);
    const States first = compute(text, WordRule::first, batch_pieces);
    const States mean = compute(text, WordRule::mean, batch_pieces);
    EXPECT_EQ(last.size(), 6u * 3);
    EXPECT_EQ(first.size(), 6u * 3);
    EXPECT_EQ(mean.size(), 6u * 3);
    expect_word(last, 0, "abcdef", 2, 3);
    expect_word(first, 0, "abcdef", 0, 1);
    expect_word(mean, 0, "abcdef", 0, 3);
    expect_word(mean, 1, "abcdef", 3, 4);
    expect_word(last, 3, "z", 0, 1);
    expect_word(last, 5, "hijklm", 5, 6);
    expect_word(first, 5, "hijklm", 2, 3);
    expect_word(mean, 5, "hijklm", 2, 6);
  }
}

TEST_F(WordStates, words_without_pieces_have_no_vector) {
  const Text text = Text().sentence({"a", "-", "b?"}).sentence({"--"}).sentence({}).sentence({"??"});
  const States states = compute(text, WordRule::last);
  EXPECT_EQ(summary_.has_vector, (std::vector<std::uint8_t>{1, 0, 1, 0, 1}));
  EXPECT_EQ(states.size(), 3u * 3);
  expect_word(states, 0, "ab?", 0, 1);
}

TEST_F(WordStates, padding_is_counted) {
  compute(Text().sentence({"abcdef"}).sentence({"abcd"}), WordRule::last, 64);
  EXPECT_EQ(summary_.padded_pieces, 2);
}

TEST_F(WordStates, long_sentence_takes_each_word_from_its_best_window) {
  const std::string letters = "abcdefghijklmnopqrstuvwx";  // 24 pieces: windows [0, 14), [7, 21), [10, 24)
  Text text;
  std::vector<std::string> words;
  for (const char letter : letters) words.emplace_back(1, letter);
  text.sentence({"y", "z"}).sentence(words);
  const States states = compute(text, WordRule::last);
  EXPECT_EQ(states.size(), 26u * 3);
  expect_word(states, 0, "yz", 0, 1);
  const auto expect_piece = [&](Index piece, Index window) {
    expect_word(states, 2 + piece, letters.substr(window, capacity), piece - window, piece - window + 1);
  };
  expect_piece(0, 0);
  expect_piece(9, 0);    // 4 pieces on the right; [7, 21) has 2 on the left
  expect_piece(10, 0);   // 3 and 3: the earlier window
  expect_piece(11, 7);   // 2 on the right; [7, 21) has 4 on the left
  expect_piece(15, 7);   // 5 on the right, as many as [10, 24) has on the left: the earlier
  expect_piece(16, 10);  // 4 on the right; [10, 24) has 6 on the left
  expect_piece(23, 10);
}

TEST_F(WordStates, word_that_no_window_holds_is_taken_piece_by_piece) {
  const std::string letters = "abcdefghijklmnopqrstuvwxyzabcdef";  // windows [0, 14), [7, 21), [14, 28), [18, 32)
  const Text text = Text().sentence({letters.substr(0, 2), letters.substr(2, 28), letters.substr(30)});
  for (const Index batch_pieces : {16, 64}) {  // windows in batches of their own, and all in one
    const States last = compute(text, WordRule::last, batch_pieces);
    expect_word(last, 1, letters.substr(18, capacity), 29 - 18, 30 - 18);
    const States first = compute(text, WordRule::first, batch_pieces);
    expect_word(first, 1, letters.substr(0, capacity), 2, 3);
    const States mean = compute(text, WordRule::mean, batch_pieces);
    EXPECT_EQ(mean.size(), 3u * 3);
    expect_word(mean, 0, letters.substr(0, capacity), 0, 2);

    // Best windows: pieces 2..10 in [0, 14), 11..17 in [7, 21), 18..22 in [14, 28), 23..29 in [18, 32).
    const Range parts[] = {{2, 11}, {11, 18}, {18, 23}, {23, 30}};
    const Index starts[] = {0, 7, 14, 18};
    for (Index layer = 0; layer < 3; ++layer) {
      Eigen::RowVectorXf sum = Eigen::RowVectorXf::Zero(8);
      for (int part = 0; part < 4; ++part)
        sum += run_alone(letters.substr(starts[part], capacity))[layer]
                   .middleRows(parts[part].begin - starts[part], parts[part].size())
                   .colwise()
                   .sum();
      EXPECT_LE((mean.at({1, layer}) - sum / 28).cwiseAbs().maxCoeff(), 1e-5f) << "layer " << layer;
    }
  }
}

TEST_F(WordStates, same_sentences_give_the_same_bits_whatever_ran_before) {
  const Text text = Text().sentence({"abc", "d"}).sentence({"efghijklmnopqrstuvw", "x"}).sentence({"y", "z", "a"});
  for (const WordRule rule : {WordRule::last, WordRule::mean}) {
    const States before = compute(text, rule);
    compute(Text().sentence({"zzz", "q"}).sentence({"aaaaaaaaaaaaaaaaaaaaaaaa"}), rule);
    EXPECT_EQ(compute(text, rule), before);
  }
}

TEST_F(WordStates, nothing_to_do_is_no_error) {
  EXPECT_TRUE(compute(Text(), WordRule::last).empty());
  EXPECT_TRUE(compute(Text().sentence({}), WordRule::mean).empty());
}

TEST_F(WordStates, work_is_given_up_between_batches_on_request) {
  const Text text = Text().sentence({"abc"}).sentence({"abcd"}).sentence({"abcde"});
  int asked = 0, seen = 0;
  const auto work = [&] {
    compute_word_states(
        *model_, tokenizer_, {text.words, text.offsets}, {.rule = WordRule::last, .batch_pieces = 1},
        [&](std::span<const Index>, Index layer, ConstMatrixView) { seen += layer == 0; }, [&] { return ++asked < 3; });
  };
  test::refusal(work, Cause::interrupted);
  EXPECT_EQ(seen, 2);
}

TEST_F(WordStates, vocabulary_of_another_model_is_an_error) {
  test::write_bert(folder_ / "small", {.vocabulary = 10});
  model_ = load_language_model({.name = "", .path = folder_ / "small", .family = ""}, Device::cpu);
  EXPECT_NO_THROW(compute(Text().sentence({"abc"}), WordRule::last));
  EXPECT_THROW(compute(Text().sentence({"abz"}), WordRule::last), Error);
}

TEST_F(WordStates, model_too_short_for_its_framing_is_an_error) {
  test::write_bert(folder_ / "short", {.positions = 2});
  model_ = load_language_model({.name = "", .path = folder_ / "short", .family = ""}, Device::cpu);
  EXPECT_THROW(compute(Text().sentence({"a"}), WordRule::last), Error);
}

}  // namespace
}  // namespace neurank::model
