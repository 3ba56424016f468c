#include <algorithm>
#include <array>

#include "analysis/kinds.hpp"
#include "base/cast.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "report/figures/figure_kinds.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

using analysis::Kept;
using analysis::Labels;
using analysis::Training;

constexpr double panel = 2.4, gap = 0.85, left = 1.35, middle = 0.55;  ///< cm

/// A curve of a panel: which rows of the table of curves, and how it looks in its model's colour.
struct Curve {
  analysis::Labels labels;
  analysis::Kept neurons;
  std::string title;
  int dash, symbol;
};

const std::vector<Curve>& curve_kinds() {
  static const std::vector<Curve> kinds = {
      {Labels::task, Kept::top, name_of(Kept::top), 1, 7},
      {Labels::task, Kept::random, name_of(Kept::random), 2, 6},
      {Labels::task, Kept::bottom, name_of(Kept::bottom), 3, 9},
      {Labels::control, Kept::top, "control task, top", 4, 2},
  };
  return kinds;
}

/// Rows of a curve by ascending n, of sizes that all repetitions have; a retrained one ends at the full head.
std::vector<std::size_t> rows_of(const Table& curves, const std::vector<std::size_t>& of_model, const Curve& kind,
                                 bool masked) {
  std::int64_t seeds = 0;
  for (const std::size_t row : of_model) seeds = std::max(seeds, curves.integer(row, "seeds"));
  std::vector<std::size_t> rows;
  for (const std::size_t row : of_model) {
    const auto how = parse<Training>(curves.text(row, "how"));
    const auto neurons = parse<Kept>(curves.text(row, "neurons"));
    const bool is_end = !masked && how == Training::full && kind.neurons != Kept::bottom;
    const bool is_kind =
        neurons == kind.neurons && how && (masked ? analysis::is_masked(*how) : how == Training::retrained);
    const bool is_task = parse<Labels>(curves.text(row, "labels")) == kind.labels;
    if (is_task && curves.integer(row, "seeds") == seeds && (is_end || is_kind)) rows.push_back(row);
  }
  std::ranges::stable_sort(rows, {}, [&](std::size_t row) { return curves.integer(row, "n"); });
  return rows;
}

/// What is reached without neurons: column of the table of baselines, text, dash type.
struct ShownBaseline {
  const char *column, *title;
  int dash;
};
constexpr std::array baselines_shown = {ShownBaseline{"majority", "most frequent label", 3},
                                        ShownBaseline{"word_majority", "label of the word", 2}};

Legend curve_legend() {
  Legend legend;
  for (const Curve& kind : curve_kinds()) legend.entries.push_back({kind.title, "black", kind.dash, kind.symbol});
  for (const auto& [column, title, dash] : baselines_shown) legend.entries.push_back({title, "#888888", dash, 0});
  return legend;
}

/// What lines of the figure of stability are about.
std::vector<LegendEntry> kinds_of_agreement() {
  return {{"halves", "black", 1, 0}, {"repetitions", "black", 2, 0}, {"chance", "#888888", 3, 0}};
}

/// A panel's curves, above what is reached without neurons.
std::vector<std::string> elements_of(PlotData& data, const ModelRows& baselines, PlotData& chance,
                                     const std::vector<std::size_t>& of_model, std::size_t model, bool masked) {
  std::vector<std::string> elements;
  for (const auto& [column, title, dash] : baselines_shown)
    elements.push_back(chance.plot(baselines, std::string("(1):{").append(column).append("}:(1e9):(0)")) +
                       " with vectors nohead linecolor rgb '#888888' dashtype " + std::to_string(dash));
  for (const Curve& kind : curve_kinds()) {
    const ModelRows rows = data.add_rows(model, rows_of(data.source(), of_model, kind, masked));
    if (rows.count == 0) continue;
    const std::string colour = style_of(model).colour;
    elements.push_back(data.plot(rows, "{n}:{ci_low}:{ci_high}") + " with filledcurves fillcolor rgb '" + colour +
                       "' fillstyle transparent solid 0.15");
    elements.push_back(data.plot(rows, "{n}:{accuracy}") + " with linespoints linecolor rgb '" + colour +
                       "' pointsize 0.4 pointinterval 3 dashtype " + std::to_string(kind.dash) + " pointtype " +
                       std::to_string(kind.symbol));
  }
  return elements;
}

/// Begins the panel of a model's masked heads, or that of its retrained ones, to the right.
Box begin_panel(bool masked, double top, GnuplotScript& script) {
  const double width = (single_column - left - middle - 0.2) / 2, from = masked ? left : left + width + middle;
  const Box box = {from, from + width, top, top + panel};
  script.panel(box);
  script.add(masked ? "set ylabel 'test accuracy' offset 1; set format y '%g'" : "unset ylabel; set format y ''");
  return box;
}

}  // namespace

std::optional<Figure> curve_figure(const FigureRun& run, const Place& place) {
  const std::string name = figure_name("curves", run, place);
  PlotData data(run, name, "curves", {"labels", "neurons", "how", "n", "accuracy", "ci_low", "ci_high", "seeds"});
  PlotData chance(run, name, "baselines", {"split", "majority", "word_majority"}, ".chance");
  const auto baselines = chance.add(place, [&](std::size_t row) {
    return parse<analysis::Measured>(chance.source().text(row, "split")) == analysis::Measured::test;
  });
  const Table& curves = data.source();
  if (baselines.empty() || curves.num_rows() == 0) return std::nullopt;
  const std::size_t shown = std::min(baselines.size(), most_panels);
  const Legend legend = curve_legend();
  const double above = legend.height(single_column) + 0.9;
  GnuplotScript script(name, single_column, above + to_double(shown) * (panel + gap) + 0.15);
  script.add_legend(legend);
  script.add("set logscale x; set yrange [0:1]; set ytics 0,0.25; set format x '%g'; set xtics 1,10");
  for (std::size_t i = 0; i < shown; ++i) {
    const auto of_model = rows_at(curves, place, run.models[baselines[i].model]);
    const double top = to_double(i) * (panel + gap) + above;
    script.add("set xrange [1:" + to_text(largest_of(curves, of_model, {"n"})) + "]");
    for (const bool masked : {true, false}) {
      const Box box = begin_panel(masked, top, script);
      if (i == 0) script.text(masked ? "others masked" : name_of(Training::retrained), box.right, top - 0.5, "right");
      if (masked) script.text(model_text(run, baselines[i].model), box.left + 0.1, top - 0.15);
      if (i + 1 == shown) script.text("neurons", box.right, box.bottom + 0.75, "right");
      script.plot(elements_of(data, baselines[i], chance, of_model, baselines[i].model, masked));
    }
  }
  return Figure{name,
                "curves",
                figure_title("Accuracy by number of neurons", run, place),
                "Test accuracy with the top, random or bottom n neurons: left of the head on all neurons with the "
                "others masked, right of heads retrained on these alone, also for the control task. Bands: 95 % "
                "intervals over words and repetitions. Grey: what is reached without neurons." +
                    left_out_text(baselines.size(), shown, "models", "curves"),
                {data.take(), chance.take()},
                script.finish()};
}

std::optional<Figure> stability_figure(const FigureRun& run, const Place& place) {
  const std::string name = figure_name("stability", run, place);
  PlotData halves(run, name, "data_stability", {"k", "jaccard", "jaccard_chance"});
  const auto of_halves = halves.add(place, [](std::size_t) { return true; });
  PlotData seeds(run, name, "stability", {"k", "pairs", "jaccard", "jaccard_chance"},
                 of_halves.empty() ? "" : ".repetitions");
  const auto of_seeds = seeds.add(place, [&](std::size_t row) { return !seeds.source().is_empty(row, "jaccard"); });
  if (of_halves.empty() && of_seeds.empty()) return std::nullopt;
  Legend legend;
  std::vector<std::string> elements;
  const auto add = [&](const PlotData& data, const std::vector<ModelRows>& models, const std::string& dash) {
    for (const ModelRows& rows : models) {
      const std::string look = " with linespoints pointsize 0.5 pointtype " + std::to_string(rows.style().symbol) +
                               " linecolor rgb '" + rows.style().colour + "' ";
      elements.push_back(data.plot(rows, "{k}:{jaccard}") + look + dash);
      elements.push_back(data.plot(rows, "{k}:{jaccard_chance}") + " with lines linecolor rgb '#888888' dashtype 3");
      if (&models == &of_halves || of_halves.empty())
        legend.entries.push_back({model_text(run, rows.model), rows.style().colour, 1, rows.style().symbol});
    }
  };
  add(halves, of_halves, "dashtype 1");
  add(seeds, of_seeds, "dashtype 2");
  for (const auto& entry : kinds_of_agreement()) legend.entries.push_back(entry);
  const double above = legend.height(single_column) + 0.15, height = 4.2;
  GnuplotScript script(name, single_column, above + height + 1.0);
  script.add_legend(legend);
  script.panel({1.2, single_column - 0.2, above, above + height});
  script.add("set logscale x; set yrange [0:1]; set xlabel 'k neurons' offset 0,0.6; set format x '%g'");
  script.add("set ylabel 'Jaccard index of the first k' offset 1.5").plot(elements);
  std::vector<FigureData> data;
  if (!of_halves.empty()) data.push_back(halves.take());
  if (!of_seeds.empty()) data.push_back(seeds.take());
  return Figure{name,
                "stability",
                figure_title("Agreement of rankings", run, place),
                "Jaccard index of the first k neurons of two rankings: of heads trained on disjoint halves of the "
                "sentences, and of repetitions, which share their sentences. Grey: random sets.",
                std::move(data),
                script.finish()};
}

}  // namespace neurank::report
