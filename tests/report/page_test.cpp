#include "report/page/page.hpp"

#include <gtest/gtest.h>

#include "base/files.hpp"
#include "report/figure_samples.hpp"
#include "report/page/html.hpp"
#include "support/expect_mentions.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::report {
namespace {

TEST(Html, text_is_escaped_and_control_characters_are_replaced) {
  EXPECT_EQ(html_text("a<b> & \"c\" 'd'"), "a&lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
  EXPECT_EQ(html_text(std::string("x\x01y\x7Fz\ttab", 9)), "x\xEF\xBF\xBDy\xEF\xBF\xBDz\ttab");
  EXPECT_EQ(html_text("名詞 Ä"), "名詞 Ä");
  EXPECT_EQ(html_element("td", "<", "class=n"), "<td class=n>&lt;</td>");
}

TEST(Html, a_drawing_loses_its_prolog_its_size_names_and_empty_groups) {
  const std::string svg =
      "<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<svg \n width=\"318\" height=\"220\"\n viewBox=\"0 0 318 220\">\n"
      "<title>Gnuplot</title>\n<desc>Produced</desc>\n<g id=\"p\" ><title>p</title>\n"
      "<g fill=\"none\">\n</g>\n\t<path d='M0,0'/>\n</g>\n</svg>\n";
  EXPECT_EQ(inline_svg(svg, "a <title>", true),
            "<svg viewBox=\"0 0 318 220\" role=\"img\" aria-label=\"a &lt;title&gt;\">\n<g>\n"
            "<path d='M0,0'/>\n</g>\n</svg>");
  EXPECT_EQ(inline_svg("cut off <svg viewBox=", "a", true), "");
}

TEST(Html, a_drawing_brings_its_symbols_where_it_is_asked_to) {
  const std::string symbols = "<defs>\n<path id='gpPt0'/>\n</defs>\n";
  const std::string svg = "<svg viewBox=\"0 0 657 513\">\n" + symbols + "<use xlink:href='#gpPt0'/>\n</svg>";
  const std::string begin = "<svg viewBox=\"0 0 657 513\" role=\"img\" aria-label=\"a\">\n";
  EXPECT_EQ(inline_svg(svg, "a", true), begin + symbols + "<use xlink:href='#gpPt0'/>\n</svg>");
  EXPECT_EQ(inline_svg(svg, "a", false), begin + "<use xlink:href='#gpPt0'/>\n</svg>");
  EXPECT_EQ(svg_width(inline_svg(svg, "a", false)), 657);
  EXPECT_EQ(svg_width("<p>none</p>"), 0);
}

/// The page of two models on one task.
std::string sample_page(Tables tables, const PageContent& content = {}) {
  Findings found;
  if (!tables.empty()) found.sections = {{"What is it?", {"It <is>."}}};
  return page(tables, found, make_figures(tables), content);
}

TEST(Page, shows_texts_of_the_data_as_they_are_written) {
  const std::string hostile = "<script>alert(1)</script>";
  PageContent content{.experiment = hostile, .provenance = {{"job", hostile}}, .grid = hostile, .notes = {hostile}};
  const std::string html = sample_page(test::results_with({"NN", hostile}, {"v", hostile}, hostile), content);
  EXPECT_EQ(html.find(hostile), std::string::npos);
  EXPECT_MENTIONS(html, "&lt;script&gt;alert(1)&lt;/script&gt;");
}

TEST(Page, fetches_nothing) {
  const std::string html = sample_page(test::results_with({"NN", "VB"}));
  EXPECT_MENTIONS(html, "default-src 'none'");
  for (const char* part : {"http://", "https://", " src=", "@import", "url("})
    EXPECT_EQ(html.find(part), std::string::npos) << part;
}

TEST(Page, names_what_is_missing_and_has_no_parts_without_content) {
  const std::string html = sample_page({}, {.experiment = "none", .notes = {"4 of 4 cells are missing"}});
  EXPECT_MENTIONS(html, "What is missing");
  EXPECT_MENTIONS(html, "4 of 4 cells are missing");
  EXPECT_MENTIONS(html, "No cell of this run is finished");
  for (const char* id : {"figures", "neurons", "tables", "glance"})
    EXPECT_EQ(html.find(std::string("<h2 id=") + id), std::string::npos) << id;
}

TEST(Page, tables_show_the_best_rows_first_and_name_the_file_with_the_rest) {
  Tables tables = test::results_with({"NN", "VB"});
  for (std::int64_t rank = 700; rank > 0; --rank)
    tables.at("card_ranks")
        .add_row(
            {"m_1", "t", "v", "L01:" + std::to_string(rank), "weight_mass", rank, Value(), Value(), Value(), Value()});
  const std::string html = sample_page(tables);
  EXPECT_MENTIONS(
      html,
      "The first 500 of 700 rows, which alone are filtered; all: <a href=\"tables/card_ranks.csv\">card_ranks.csv</a>");
  EXPECT_LT(html.find("L01:1<"), html.find("L01:500<"));
  EXPECT_EQ(html.find("L01:501<"), std::string::npos);
}

TEST(Page, tables_of_rankings_are_there_where_they_have_rows) {
  Tables tables = test::results_with({"NN", "VB"});
  const std::vector<std::string> names = {"ranking_judges", "ranking_labels", "ranking_agreement", "ranking_methods"};
  const std::string html = sample_page(tables);
  for (const std::string& name : names) {
    EXPECT_MENTIONS(html, "<a href=\"tables/" + name + ".csv\">") << name;
    tables.at(name) = empty_table(name);
  }
  const std::string without = sample_page(tables);
  for (const std::string& name : names) EXPECT_EQ(without.find(name), std::string::npos) << name;
}

TEST(Page, a_card_tells_ranks_words_labels_and_the_marked_sentence) {
  Tables tables = test::results_with({"NN", "VB"});
  const std::int64_t one = 1, two = 2, forty = 40;
  tables.at("cards").add_row(
      {"m_1", "c", "L01:7", "residual", one, std::int64_t{7}, std::int64_t{120}, 0.5, 2.0, -3.0, 4.0});
  tables.at("card_ranks").add_row({"m_1", "t", "v", "L01:7", "weight_mass", two, 0.75, 0.31, "length", 0.02});
  tables.at("histograms").add_row({"m_1", "c", "L01:7", -4.0, forty});
  tables.at("top_words").add_row({"m_1", "c", "L01:7", "positive", one, "<bank>", std::int64_t{17}, 2.25});
  tables.at("sentences").add_row({"m_1", "c", "L01:7", "positive", one, 3.5, two, "by the bank , he"});
  tables.at("label_means").add_row({"m_1", "t", "L01:7", "NN", forty, 1.5});
  tables.at("label_neurons").add_row({"m_1", "t", "v", "NN", "L01:7", two});
  tables.at("shadows").add_row({"m_1", "t", "v", std::int64_t{10}, std::int64_t{5}, one, 0.1});
  const std::string html = sample_page(tables);
  EXPECT_MENTIONS(html, "<b>L01:7</b>");
  EXPECT_MENTIONS(html, "rank 2 in t; highest at &lt;bank&gt;");
  EXPECT_MENTIONS(html, "not above noise");
  EXPECT_MENTIONS(html, "<b>t NN\u00a0+1.50</b>");
  EXPECT_MENTIONS(html, "&lt;bank&gt; +2.25 (17)");
  EXPECT_MENTIONS(html, "by the <mark>bank</mark> , he");
}

}  // namespace
}  // namespace neurank::report
