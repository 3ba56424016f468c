#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "report/drawn_texts.hpp"
#include "report/figure_samples.hpp"
#include "report/figures/figures.hpp"
#include "report/figures/gnuplot.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::report {
namespace {

const std::filesystem::path corpora = std::filesystem::path(NEURANK_SHARED_DATA) / "corpora";

/// Different texts of some columns of a file with a word a line.
std::vector<std::string> labels_of(const std::filesystem::path& file, char separator,
                                   const std::vector<std::size_t>& columns) {
  std::ifstream lines(file);
  std::set<std::string> labels;
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.starts_with("# ") || line.starts_with("###")) continue;
    const auto fields = split(line, separator);
    for (const std::size_t column : columns)
      if (column < fields.size()) labels.emplace(fields[column]);
  }
  return {labels.begin(), labels.end()};
}

/// Draws all labels, as many a figure as it shows, and reads them back.
void expect_drawn(const std::vector<std::string>& labels) {
  constexpr std::size_t a_figure = 40;
  const neurank::test::ScratchFolder folder;
  for (std::size_t begin = 0; begin < labels.size(); begin += a_figure) {
    const std::vector<std::string> some(labels.begin() + static_cast<long>(begin),
                                        labels.begin() + static_cast<long>(std::min(begin + a_figure, labels.size())));
    std::vector<Figure> figures = make_figures(test::results_with(some)).figures;
    std::erase_if(figures, [](const Figure& figure) { return figure.kind != "labels"; });
    ASSERT_EQ(figures.size(), 1u);
    ASSERT_EQ(draw_figures(folder.path(), figures, 1), std::vector<std::string>{});
    const auto drawn = test::drawn_texts(read_file(folder / (figures.front().name + ".svg")));
    for (const std::string& label : some) EXPECT_TRUE(drawn.contains(label)) << label;
  }
}

class CorpusLabels : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(corpora)) GTEST_SKIP() << corpora << " is missing";
    if (!test::has_gnuplot()) GTEST_SKIP() << "gnuplot is missing";
  }
};

TEST_F(CorpusLabels, of_conll_2000_are_drawn_as_they_are) {
  const auto labels = labels_of(corpora / "conll2000" / "train.txt", ' ', {1, 2});
  EXPECT_GT(labels.size(), 60u);
  expect_drawn(labels);
}

TEST_F(CorpusLabels, of_ewt_are_drawn_as_they_are) {
  const auto labels = labels_of(corpora / "ewt" / "en_ewt-ud-dev.conllu", '\t', {3, 4, 5, 7});
  EXPECT_GT(labels.size(), 150u);
  expect_drawn(labels);
}

TEST_F(CorpusLabels, of_the_parallel_meaning_bank_are_drawn_as_they_are) {
  const auto labels = labels_of(corpora / "pmb" / "train.conll", '\t', {3, 4});
  EXPECT_GT(labels.size(), 60u);
  expect_drawn(labels);
}

}  // namespace
}  // namespace neurank::report
