#include <gtest/gtest.h>

#include <map>
#include <set>

#include "probing/planted_cell.hpp"

namespace neurank::probing {
namespace {

using Sign = std::pair<std::string, std::string>;  ///< of a neuron, by their names

/// A run in which neuron 17 goes up at the label L1, and neuron 5 down at L0; its cards.
class NeuronCards : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    run_ = new test::PlantedRun;
    run_->experiment().repetitions = 2;
    run_->experiment().analyses.top_words = {.neurons = 12, .min_count = 6};
    run_->settings().epochs = 3;
    run_->add({.signal = [](Index neuron, std::int32_t label) {
      return neuron == 17 && label == 1 ? 3.0f : neuron == 5 && label == 0 ? -2.0f : 0.0f;
    }});
    reduced_ = new std::map(run_->run(0));
    tables_ = new std::map(cards());
  }
  static void TearDownTestSuite() {
    delete tables_;
    delete reduced_;
    delete run_;
  }

  static std::map<std::string, Table> cards() {
    const grid::Cell cell = run_->cell();
    make_cards(run_->context(), {cell, {cell}, {cell}}, {});
    return read_unit(run_->context(), cell, schedule::Stage::report, cards_part).tables;
  }

  static const Table& table(const std::string& name) { return tables_->at(name); }

  /// Activations of training words, standardised in double precision. @return [words, neurons]
  static Eigen::MatrixXd standardised(const CellData& data) {
    const Range train = data.split(corpus::Split::train);
    std::vector<float> stored(static_cast<std::size_t>(train.size() * data.neurons()));
    data.file().read_rows(train, stored.data());
    Eigen::MatrixXd z(train.size(), data.neurons());
    for (Index i = 0; i < z.size(); ++i)
      z(i / z.cols(), i % z.cols()) = static_cast<double>(stored[static_cast<std::size_t>(i)]);
    for (Index n = 0; n < z.cols(); ++n) {
      const double mean = z.col(n).mean();
      z.col(n).array() -= mean;
      z.col(n) /= std::sqrt(z.col(n).squaredNorm() / static_cast<double>(z.rows()));
    }
    return z;
  }

  static inline test::PlantedRun* run_ = nullptr;
  static inline std::map<std::string, Table>*reduced_ = nullptr, *tables_ = nullptr;
};

TEST_F(NeuronCards, are_of_the_first_neurons_of_the_merged_ranking) {
  std::set<std::string> first, described;
  const Table& ranking = reduced_->at("ranking");
  for (std::size_t row = 0; row < ranking.num_rows(); ++row)
    if (ranking.text(row, "seed") == "merged" && ranking.integer(row, "rank") <= 12)
      first.insert(ranking.text(row, "neuron"));
  for (std::size_t row = 0; row < table("cards").num_rows(); ++row) {
    described.insert(table("cards").text(row, "neuron"));
    EXPECT_EQ(table("cards").integer(row, "words"), 3000);
  }
  EXPECT_EQ(described, first);
  EXPECT_TRUE(described.contains("L01:7")) << "neuron 17";
  EXPECT_EQ(table("card_ranks").num_rows(), 12u);
}

TEST_F(NeuronCards, top_words_are_those_that_sorting_all_means_finds) {
  const ProbingContext context = run_->context();
  const CellData& data = context.open(run_->cell());
  const Eigen::MatrixXd z = standardised(data);
  std::map<std::string, std::vector<Index>> types;
  for (Index word = 0; word < z.rows(); ++word) types[data.words()[static_cast<std::size_t>(word)]].push_back(word);
  std::erase_if(types, [](const auto& type) { return type.second.size() < 6; });
  ASSERT_GT(types.size(), 100u);
  std::map<Sign, std::vector<std::size_t>> rows;
  for (std::size_t row = 0; row < table("top_words").num_rows(); ++row)
    rows[{table("top_words").text(row, "neuron"), table("top_words").text(row, "sign")}].push_back(row);
  ASSERT_EQ(rows.size(), 12u * 2);
  for (const auto& [of, found] : rows) {
    const Index neuron = 10 * (of.first[2] - '0') + (of.first[4] - '0');
    std::vector<double> means;
    for (const auto& [name, words] : types) {
      double sum = 0;
      for (const Index word : words) sum += z(word, neuron);
      means.push_back((of.second == "positive" ? -1 : 1) * sum / static_cast<double>(words.size()));
    }
    std::ranges::sort(means);
    ASSERT_EQ(found.size(), 10u);
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_EQ(table("top_words").integer(found[i], "rank"), static_cast<std::int64_t>(i + 1));
      EXPECT_NEAR(std::abs(table("top_words").real(found[i], "mean")), std::abs(means[i]), 1e-5) << of.first;
      EXPECT_EQ(table("top_words").integer(found[i], "count"),
                static_cast<std::int64_t>(types.at(table("top_words").text(found[i], "word")).size()));
    }
  }
}

TEST_F(NeuronCards, labels_show_what_was_planted) {
  std::map<std::pair<std::string, std::string>, double> means;
  for (std::size_t row = 0; row < table("label_means").num_rows(); ++row)
    means[{table("label_means").text(row, "neuron"), table("label_means").text(row, "label")}] =
        table("label_means").real(row, "mean");
  // 3 for a third of the words and 0 for the others: deviation sqrt(1 + 2), means 2 and -1 over it.
  EXPECT_NEAR((means[{"L01:7", "L1"}]), 2 / std::sqrt(3.0), 0.1);
  EXPECT_NEAR((means[{"L01:7", "L0"}]), -1 / std::sqrt(3.0), 0.1);
  EXPECT_LT((means[{"L00:5", "L0"}]), -0.7);
  std::set<std::string> serving;
  for (std::size_t row = 0; row < table("label_neurons").num_rows(); ++row) {
    EXPECT_LE(table("label_neurons").integer(row, "repetitions"), 2);
    if (table("label_neurons").text(row, "label") == "L1") serving.insert(table("label_neurons").text(row, "neuron"));
  }
  EXPECT_TRUE(serving.contains("L01:7"));
}

TEST_F(NeuronCards, histograms_count_every_word_and_sentences_hold_the_extremes) {
  const ProbingContext context = run_->context();
  const Eigen::MatrixXd z = standardised(context.open(run_->cell()));
  std::map<std::string, std::int64_t> words;
  for (std::size_t row = 0; row < table("histograms").num_rows(); ++row)
    words[table("histograms").text(row, "neuron")] += table("histograms").integer(row, "words");
  for (const auto& [neuron, count] : words) EXPECT_EQ(count, 3000) << neuron;
  const Table& sentences = table("sentences");
  EXPECT_EQ(sentences.num_rows(), 12u * 2 * 3);
  for (std::size_t row = 0; row < sentences.num_rows(); ++row) {
    if (sentences.text(row, "neuron") != "L01:7" || sentences.integer(row, "rank") != 1) continue;
    const bool highest = sentences.text(row, "sign") == "positive";
    EXPECT_NEAR(sentences.real(row, "z"), highest ? z.col(17).maxCoeff() : z.col(17).minCoeff(), 1e-4);
    EXPECT_LT(sentences.integer(row, "position"), 10) << "sentences have ten words";
  }
}

TEST_F(NeuronCards, little_memory_means_more_passes_and_the_same_cards) {
  const std::uint64_t before = run_->experiment().resources.memory_bytes;
  run_->experiment().resources.memory_bytes = 8 * 8 * 3 * 400;  // sums of some three neurons
  const auto again = cards();
  run_->experiment().resources.memory_bytes = before;
  for (const auto& [name, table] : *tables_) EXPECT_EQ(again.at(name).rows(), table.rows()) << name;
}

}  // namespace
}  // namespace neurank::probing
