#include "probing/cell_data.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "analysis/baselines.hpp"
#include "base/files.hpp"
#include "store/sample_file.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::probing {
namespace {

using corpus::Split;
using Rows = std::vector<Index>;
using Names = std::vector<std::string>;

/// Cells on the sample's activations: training words are ADJ (even) and NOUN (odd), the others ADJ, NOUN, X by turns.
class CellDataOfSample : public testing::Test {
 protected:
  CellDataOfSample() : folder_(scratch_ / "run") {
    experiment_.models.emplace_back().name = "bert";
    experiment_.corpora = {{.name = "text"}};
    experiment_.variants = {{"default", {}}};
    const auto path = folder_.activations("bert", "text");
    make_folder(path.parent_path());
    sample_.write_whole(path);
  }

  CellData cell(const Names& ignore) {
    experiment_.tasks = {{.name = "pos", .corpus = "text", .column = "pos", .level = "", .ignore = ignore}};
    return CellData(open_activations(folder_, experiment_, {0, 0, 0}), experiment_, {0, 0, 0});
  }

  static Rows rows_of(const CellData& data, Split split) {
    auto stream = data.stream(split);
    stream.start(probe::RowOrder::sequential, 0, 0);
    Rows rows;
    while (stream.next()) rows.insert(rows.end(), stream.rows().begin(), stream.rows().end());
    return rows;
  }

  /// Words of a range that have a vector and satisfy `wanted`.
  template <class Wanted>
  Rows expected(Range range, Wanted wanted) const {
    Rows rows;
    for (Index word = range.begin; word < range.end; ++word)
      if (sample_.is_valid(word) && wanted(word)) rows.push_back(word);
    return rows;
  }

  test::ScratchFolder scratch_;
  test::SampleFile sample_;
  schedule::RunFolder folder_;
  grid::Experiment experiment_;
};

TEST_F(CellDataOfSample, without_ignored_labels_every_word_with_a_vector_is_used) {
  const CellData data = cell({});
  const auto all = [](Index) { return true; };
  EXPECT_EQ(rows_of(data, Split::train), expected(sample_.training, all));
  EXPECT_EQ(rows_of(data, Split::test), expected(sample_.testing, all));
  EXPECT_EQ(data.labels().names, (Names{"ADJ", "NOUN", "X"}));
  EXPECT_EQ(data.num_labels(), 2);
}

TEST_F(CellDataOfSample, words_with_an_ignored_label_are_in_no_split) {
  const CellData data = cell({"ADJ"});
  EXPECT_EQ(rows_of(data, Split::train), expected(sample_.training, [](Index word) { return word % 2 == 1; }));
  const auto is_used = [](Index word) { return word % 3 != 0; };
  EXPECT_EQ(rows_of(data, Split::dev), expected(sample_.development, is_used));
  EXPECT_EQ(rows_of(data, Split::test), expected(sample_.testing, is_used));
}

TEST_F(CellDataOfSample, labels_that_are_left_have_ids_without_holes) {
  const CellData data = cell({"ADJ"});
  EXPECT_EQ(data.labels().names, (Names{"NOUN", "X"}));
  EXPECT_EQ(data.num_labels(), 1);
  EXPECT_EQ(data.all_labels(), 2);
  const auto& targets = *data.targets();
  for (Index row : rows_of(data, Split::test)) EXPECT_EQ(targets[row], row % 3 == 1 ? 0 : 1) << row;
  EXPECT_EQ(cell({"X"}).labels().names, (Names{"ADJ", "NOUN"}));
  EXPECT_EQ(cell({"X"}).num_labels(), 2) << "X occurs outside training alone";
}

TEST_F(CellDataOfSample, control_labels_are_drawn_from_the_labels_that_are_left) {
  const auto control = cell({"ADJ"}).control_targets(1);
  for (std::int32_t label : *control) EXPECT_EQ(label, 0) << "one training label is left";
  EXPECT_EQ(*cell({"X"}).control_targets(1), *cell({}).control_targets(1)) << "X occurs outside training alone";
}

TEST_F(CellDataOfSample, baselines_count_the_words_that_are_used) {
  const CellData data = cell({"ADJ"});
  const auto found =
      analysis::baselines(data.words(), data.used(), data.labels(), data.split(Split::train), data.split(Split::test));
  const auto nouns = expected(sample_.testing, [](Index word) { return word % 3 == 1; }).size();
  const auto used = expected(sample_.testing, [](Index word) { return word % 3 != 0; }).size();
  EXPECT_EQ(found.words, static_cast<Index>(used));
  EXPECT_DOUBLE_EQ(found.majority, static_cast<double>(nouns) / static_cast<double>(used));
}

TEST_F(CellDataOfSample, words_are_standardised_by_those_that_the_task_uses) {
  experiment_.variants[0].probe.standardize = true;
  for (const Names& ignore : {Names{}, Names{"ADJ"}}) {
    const CellData data = cell(ignore);
    auto stream = data.stream(Split::train);
    stream.start(probe::RowOrder::sequential, 0, 0);
    Eigen::ArrayXXd values(0, data.neurons());
    while (stream.next()) {
      const Index before = values.rows();
      values.conservativeResize(before + to_index(stream.rows().size()), Eigen::NoChange);
      values.bottomRows(values.rows() - before) = stream.batch().cast<double>().array();
    }
    ASSERT_GT(values.rows(), 1);
    for (Index n = 0; n < values.cols(); ++n) {
      EXPECT_NEAR(values.col(n).mean(), 0, 1e-4) << n;
      const double variance = values.col(n).square().mean();
      EXPECT_TRUE(std::abs(variance - 1) < 1e-4 || variance == 0) << n << ": " << variance;
    }
    EXPECT_TRUE(data.means().isZero()) << "as heads see them";
  }
}

TEST_F(CellDataOfSample, means_are_of_the_words_that_the_task_uses) {
  const CellData data = cell({"ADJ"});
  auto stream = data.stream(Split::train);
  stream.start(probe::RowOrder::sequential, 0, 0);
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(data.neurons());
  Index words = 0;
  for (; stream.next(); words += to_index(stream.rows().size()))
    sum += stream.batch().colwise().sum().transpose().cast<double>();
  EXPECT_LT((data.means().cast<double>() - sum / static_cast<double>(words)).cwiseAbs().maxCoeff(), 1e-3);
}

TEST_F(CellDataOfSample, words_are_clustered_by_documents_where_there_are_enough_of_them) {
  sample_.words = sample_.testing.end = sample_.testing.begin + 330;
  const Range test = sample_.testing;
  for (const Index documents : {0, 29, 33}) {
    sample_.document_offsets = documents > 0 ? Rows{0} : Rows{};
    for (Index document = 0; document < documents; ++document)
      sample_.document_offsets.push_back(test.begin + document * 10);
    if (documents > 0) sample_.document_offsets.push_back(sample_.words);
    const auto path = folder_.activations("bert", "text");
    std::filesystem::remove(path);
    sample_.write_whole(path);
    const CellData data = cell({});
    const Clusters clusters = data.clusters(Split::test);
    EXPECT_EQ(clusters.are_documents, documents == 33) << documents;
    const auto sentences = data.sentences(Measured::test);
    EXPECT_EQ(sentences.count, to_index(clusters.of_sentence.size()));
    EXPECT_EQ(clusters.count, clusters.are_documents ? documents : sentences.count);
    EXPECT_EQ(clusters.of_sentence.front(), 0);
    EXPECT_EQ(clusters.of_sentence.back(), clusters.count - 1);
    const auto words = data.words_of_sentences(Measured::test);
    EXPECT_EQ(std::accumulate(words.begin(), words.end(), 0.0f), static_cast<float>(rows_of(data, Split::test).size()));
  }
}

TEST_F(CellDataOfSample, copies_of_neurons_are_counted) {
  EXPECT_EQ(cell({}).equal_neurons(), 0);
  const store::NeuronStatistics statistics{.count = 3,
                                           .mean = {1, 2, 1, 1, 1},
                                           .variance = {4, 4, 4, 4, 5},
                                           .minimum = {-1, -1, -1, -1, -1},
                                           .maximum = {3, 3, 3, 3, 3}};
  EXPECT_EQ(copies_among(statistics), 2) << "the third and fourth of the first";
}

}  // namespace
}  // namespace neurank::probing
