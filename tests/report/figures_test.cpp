#include "report/figures/figures.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "report/drawn_texts.hpp"
#include "report/figure_samples.hpp"
#include "report/figures/figure_parts.hpp"
#include "report/figures/gnuplot.hpp"
#include "support/expect_mentions.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::report {
namespace {

namespace fs = std::filesystem;

class FiguresOfRuns : public testing::Test {
 protected:
  fs::path folder() const { return folder_ / "figures"; }

  neurank::test::ScratchFolder folder_;
};

std::set<std::string> kinds_of(const Figures& figures) {
  std::set<std::string> kinds;
  for (const Figure& figure : figures.figures) kinds.insert(figure.kind);
  return kinds;
}

TEST_F(FiguresOfRuns, every_number_of_a_figure_is_a_number_of_the_results) {
  const Tables tables = test::results_with({"NN", "VB", "IN"}, {"raw", "zscored"});
  const Figures made = make_figures(tables);
  EXPECT_EQ(kinds_of(made), (std::set<std::string>{"curves", "layers", "layer-accuracy", "variants", "labels",
                                                   "label-layers", "label-overlap", "metrics", "penalties", "rankings",
                                                   "ranking-agreement", "stability", "published"}));
  for (const Figure& figure : made.figures)
    for (const FigureData& data : figure.data) {
      const Table& source = tables.at(data.table);
      std::set<std::vector<Value>> rows;
      for (std::size_t row = 0; row < source.num_rows(); ++row) {
        std::vector<Value> values;
        for (const Column& column : data.rows.columns())
          values.push_back(source.rows()[row][source.column(column.name)]);
        rows.insert(std::move(values));
      }
      EXPECT_GT(data.rows.num_rows(), 0u) << data.file;
      for (const auto& row : data.rows.rows()) EXPECT_TRUE(rows.contains(row)) << data.file;
    }
}

TEST_F(FiguresOfRuns, are_at_most_so_many_and_those_left_out_are_named) {
  const Tables tables = test::results_with({"NN", "VB"}, {"a", "b", "c"});
  const std::size_t all = make_figures(tables).figures.size();
  const Figures some = make_figures(tables, 5);
  EXPECT_EQ(some.figures.size(), 5u);
  ASSERT_EQ(some.notes.size(), 1u);
  EXPECT_MENTIONS(some.notes.front(), std::to_string(all - 5) + " figures more");
  EXPECT_EQ(some.figures.front().kind, "published") << "the most important kinds are kept";
}

TEST_F(FiguresOfRuns, of_tables_that_are_empty_or_missing_are_left_out) {
  EXPECT_TRUE(make_figures({}).figures.empty());
  Tables tables = test::results_with({"NN"});
  tables.at("curves") = empty_table("curves");
  tables.erase("label_layers");
  const auto kinds = kinds_of(make_figures(tables));
  EXPECT_FALSE(kinds.contains("curves"));
  EXPECT_FALSE(kinds.contains("label-layers"));
  EXPECT_TRUE(kinds.contains("layers"));
  EXPECT_FALSE(kinds.contains("label-overlap")) << "one label has no pair";
}

TEST_F(FiguresOfRuns, of_tasks_whose_names_files_cannot_tell_apart_have_files_of_their_own) {
  Tables tables = test::results_with({"NN", "VB"}, {"v"}, "a/b");
  for (const auto& [name, table] : test::results_with({"NN", "VB"}, {"v"}, "a:b")) tables.at(name).append(table);
  std::set<std::string> names;
  for (const Figure& figure : make_figures(tables).figures) {
    EXPECT_TRUE(names.insert(figure.name).second) << figure.name;
    for (const FigureData& data : figure.data) {
      EXPECT_TRUE(data.file.starts_with(figure.name + ".")) << data.file;
      EXPECT_MENTIONS(figure.script, gnuplot_text(data.file));
    }
  }
}

TEST_F(FiguresOfRuns, print_every_label_as_it_is) {
  if (!test::has_gnuplot()) GTEST_SKIP() << "gnuplot is missing";
  // Categories as in CCGbank, and what gnuplot would take for markup, formats, escapes or the end of a literal.
  const std::vector<std::string> labels = {"(S[dcl]\\NP)/NP",
                                           "NP[nb]/N",
                                           ",",
                                           "LRB",
                                           "N_MOD",
                                           "x^2",
                                           "a@b",
                                           "{a}",
                                           "A&B",
                                           "~x",
                                           "s:dcl\\np",
                                           "\\",
                                           "\"",
                                           "'",
                                           "''",
                                           "`id`",
                                           "$0",
                                           "#",
                                           "%",
                                           "%s 100%",
                                           "<script>",
                                           "]]>",
                                           "&amp;",
                                           ";",
                                           "a,b",
                                           "a\"b,c",
                                           "{/=2 x}",
                                           "Ärger",
                                           "名詞",
                                           "1",
                                           "-",
                                           "*",
                                           "nsubj:pass",
                                           "a b",
                                           "\\342",
                                           "NaN",
                                           "?",
                                           "e",
                                           "\\\\",
                                           "PRP$"};
  ASSERT_EQ(labels.size(), 40u) << "as many as a figure shows";
  const Figures made = make_figures(test::results_with(labels));
  EXPECT_EQ(draw_figures(folder(), made.figures, 2), std::vector<std::string>{});
  for (const Figure& figure : made.figures) {
    const auto drawn = test::drawn_texts(read_file(folder() / (figure.name + ".svg")));
    EXPECT_FALSE(drawn.empty()) << figure.name;
    const std::size_t shown = figure.kind == "labels"          ? 40
                              : figure.kind == "label-layers"  ? 30
                              : figure.kind == "label-overlap" ? 12
                                                               : 0;
    for (std::size_t i = 0; i < shown; ++i) EXPECT_TRUE(drawn.contains(labels[i])) << figure.kind << " " << labels[i];
    for (const char* model : {"m_1", "m 'two'"}) {
      const auto names_it = [&](const std::string& text) { return text.find(model) != std::string::npos; };
      if (figure.kind != "published") {
        EXPECT_TRUE(std::ranges::any_of(drawn, names_it)) << figure.kind << " " << model;
      }
    }
  }
}

TEST(GnuplotText, is_cut_between_characters) {
  EXPECT_EQ(cut_to("short", 10), "short");
  const std::string cut = cut_to("Ärger名詞Ärger名詞", 1.0);
  EXPECT_TRUE(cut.ends_with("…")) << cut;
  EXPECT_LE(text_width(cut), 1.0);
  EXPECT_FALSE(invalid_utf8(cut)) << cut;
  EXPECT_EQ(cut_to("abc", 0), "");
}

TEST_F(FiguresOfRuns, keep_their_data_and_scripts_where_gnuplot_is_missing) {
  const Figures made = make_figures(test::results_with({"NN", "VB"}));
  const auto notes = draw_figures(folder(), made.figures, 2, "/nonexistent/gnuplot");
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_MENTIONS(notes.front(), "there is no /nonexistent/gnuplot here");
  EXPECT_TRUE(fs::exists(folder() / "layers-t.csv"));
  EXPECT_TRUE(fs::exists(folder() / "layers-t.gp"));
  EXPECT_FALSE(fs::exists(folder() / "layers-t.svg"));
}

TEST_F(FiguresOfRuns, that_cannot_be_drawn_do_not_keep_others_from_it) {
  if (!test::has_gnuplot()) GTEST_SKIP() << "gnuplot is missing";
  Figures made = make_figures(test::results_with({"NN", "VB"}));
  made.figures[1].script = "this is no command\n";
  const auto notes = draw_figures(folder(), made.figures, 1);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_MENTIONS(notes.front(), "1 of " + std::to_string(made.figures.size()));
  EXPECT_MENTIONS(notes.front(), made.figures[1].name);
  EXPECT_MENTIONS(read_file(folder() / "gnuplot.log"), made.figures[1].name);
  for (std::size_t i = 0; i < made.figures.size(); ++i)
    EXPECT_EQ(fs::exists(folder() / (made.figures[i].name + ".svg")), i != 1) << made.figures[i].name;
}

TEST_F(FiguresOfRuns, are_drawn_again_only_where_something_has_changed) {
  if (!test::has_gnuplot()) GTEST_SKIP() << "gnuplot is missing";
  const auto made = make_figures(test::results_with({"NN", "VB"})).figures;
  draw_figures(folder(), made, 2);
  const auto drawing = [&](const Figure& figure) { return folder() / (figure.name + ".svg"); };
  write_file(drawing(made[0]), "as it was");
  write_file(drawing(made[1]), "as it was");
  write_file(folder() / (made[1].name + ".gp"), "plot x\n");
  draw_figures(folder(), made, 2);
  EXPECT_EQ(read_file(drawing(made[0])), "as it was");
  EXPECT_MENTIONS(read_file(drawing(made[1])), "<svg");  // somebody has edited its script
}

TEST_F(FiguresOfRuns, of_an_earlier_report_go_and_other_files_stay) {
  const auto made = make_figures(test::results_with({"NN", "VB"})).figures;
  draw_figures(folder(), made, 1, "/nonexistent/gnuplot");
  write_file(folder() / "mine.gp", "plot x\n");
  draw_figures(folder(), {made.front()}, 1, "/nonexistent/gnuplot");
  EXPECT_TRUE(fs::exists(folder() / "mine.gp"));
  EXPECT_TRUE(fs::exists(folder() / (made.front().name + ".gp")));
  EXPECT_FALSE(fs::exists(folder() / (made.back().name + ".gp")));
}

}  // namespace
}  // namespace neurank::report
