#include <gtest/gtest.h>

#include <cstdlib>

#include "base/files.hpp"
#include "base/text.hpp"
#include "report/figures/figures.hpp"
#include "report/figures/gnuplot.hpp"
#include "report/large_results.hpp"
#include "report/page/html.hpp"
#include "report/page/page.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::report::test {
namespace {

/// Where tests that open the page want it; nothing where nobody does.
std::optional<std::filesystem::path> wanted_folder() {
  const char* folder = std::getenv("NEURANK_LARGE_PAGE");
  return folder == nullptr ? std::nullopt : std::optional<std::filesystem::path>(folder);
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

void expect_harmless(const std::string& html) {
  for (const std::string& text : hostile_texts())
    EXPECT_NE(html.find(html_text(text)), std::string::npos) << text << " is not there";
  EXPECT_EQ(count_of(html, "<script"), 1U);
  EXPECT_EQ(count_of(html, "</style>"), 1U);
  EXPECT_EQ(count_of(html, "<img"), 0U);
}

TEST(LargePage, StaysBelowTenMegabytes) {
  const neurank::test::ScratchFolder scratch;
  LargeResults results;
  const Figures figures = make_figures(results.tables());
  EXPECT_EQ(figures.figures.size(), most_figures);
  ASSERT_EQ(figures.notes.size(), 1U);
  EXPECT_TRUE(figures.notes.front().ends_with("at most. Their numbers are in tables/.")) << figures.notes.front();
  PageContent content{.experiment = hostile_texts().front(),
                      .provenance = {{"host", hostile_texts()[1]}},
                      .grid = join(hostile_texts(), "\n"),
                      .notes = figures.notes,
                      .figures = wanted_folder().value_or(scratch.path()) / "figures"};
  for (const std::string& note : draw_figures(content.figures, figures.figures, 2)) content.notes.push_back(note);
  EXPECT_EQ(content.notes.size(), 1U) << content.notes.back();

  const std::string html = page(results.tables(), findings(results.tables()), figures, content);
  EXPECT_LT(html.size(), 10'000'000U);
  EXPECT_GT(html.size(), 5'000'000U);
  expect_harmless(html);
  EXPECT_NE(html.find(figures.notes.front()), std::string::npos) << "says nothing of the figures that are left out";
  for (const char* cut : {"more figures are in figures/", "The first 500 of ", " more: neurank inspect DIR --model "})
    EXPECT_NE(html.find(cut), std::string::npos) << cut;
  if (!wanted_folder()) return;
  write_file(*wanted_folder() / "report.html", html);
  write_file(*wanted_folder() / "texts.txt", join(hostile_texts(), "\n"));
}

}  // namespace
}  // namespace neurank::report::test
