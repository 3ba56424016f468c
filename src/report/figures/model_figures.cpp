#include <algorithm>
#include <array>
#include <set>

#include "base/cast.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "report/figures/figure_kinds.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

/// A metric that the figure of models shows, and the value that chance, or no effect, has.
struct ShownMetric {
  std::string name, title;
  std::optional<double> null;
};

std::vector<ShownMetric> shown_metrics(double delta) {
  const std::string at = std::string("@").append(to_text(delta));
  return {{"accuracy", "accuracy, all neurons", {}},
          {"fraction" + at, "share that suffices", {}},
          {"retrained_gap" + at, "retrained: top - random", 0},
          {"masked_gap", "masked: top - random", 0},
          {"selectivity" + at, "selectivity, top", 0},
          {"selectivity_gap" + at, "select.: top - random", 0},
          {"layer_centre@5%", "depth, top 5 %", 0.5},
          {"layer_entropy_excess@5%", "spread, top 5 %", 0},
          {"sharing_ratio@5%", "sharing, top 5 %", 1}};
}

constexpr double row_height = 0.42;  ///< cm, of a model

/// A metric with the rows of the models that have it.
struct MetricPanel {
  ShownMetric metric;
  std::vector<ModelRows> models;
};

/// Whether a model needs all its neurons, so that its top ones cannot be held against random ones.
bool needs_all(const FigureRun& run, const std::string& model, const Place& place) {
  const Table& sizes = run.table("minimal_sizes");
  const auto row = size_row(run, model, place);
  return row && 2 * sizes.integer(*row, "seeds_at_all") > sizes.integer(*row, "seeds");
}

std::vector<MetricPanel> metric_panels(const FigureRun& run, const Place& place, PlotData& data) {
  const Table& source = data.source();
  if (source.num_rows() == 0 || !run.delta) return {};
  std::vector<MetricPanel> panels;
  for (const ShownMetric& metric : shown_metrics(*run.delta)) {
    const bool is_of_set = metric.name.find("gap@") != std::string::npos;
    const auto models = data.add(place, [&](std::size_t row) {
      return source.text(row, "metric") == metric.name &&
             !(is_of_set && needs_all(run, source.text(row, "model"), place));
    });
    if (!models.empty()) panels.push_back({metric, models});
  }
  return panels;
}

/// Models that some panel shows, in their order.
std::vector<std::size_t> models_of(const std::vector<MetricPanel>& panels) {
  std::set<std::size_t> models;
  for (const MetricPanel& panel : panels)
    for (const ModelRows& rows : panel.models) models.insert(rows.model);
  return {models.begin(), models.end()};
}

/// Sets a panel's axis, with room around what it shows, and marks where there is no effect.
void set_metric_axis(const Table& table, const MetricPanel& panel, GnuplotScript& script) {
  double low = panel.metric.null.value_or(1e300), high = panel.metric.null.value_or(-1e300);
  for (const ModelRows& rows : panel.models)
    for (const char* column : {"value", "ci_low", "ci_high"})
      if (const auto value = value_of(table, rows.source.front(), column)) {
        low = std::min(low, *value);
        high = std::max(high, *value);
      }
  const double room = high > low ? 0.08 * (high - low) : 0.1;
  const bool has_long_marks = formatted("%g", axis_step(high - low, 4)).size() > 4;
  script.add("set xrange [" + to_text(low - room) + ":" + to_text(high + room) + "]; set xtics " +
             to_text(axis_step(high - low + 2 * room, has_long_marks ? 2 : 4)));
  if (panel.metric.null)
    script.add("set arrow from " + to_text(*panel.metric.null) + ", graph 0 to " + to_text(*panel.metric.null) +
               ", graph 1 nohead linecolor rgb '#888888' dashtype 3");
}

std::string points_look(const ModelRows& rows) {
  return " with points pointsize 0.7 pointtype " + std::to_string(rows.style().symbol) + " linecolor rgb '" +
         rows.style().colour + "'";
}

/// Points with intervals, a model a row. @param present models that have a row
std::vector<std::string> points_of(const PlotData& data, const std::vector<ModelRows>& models,
                                   const std::vector<std::size_t>& present) {
  std::vector<std::string> elements;
  for (const ModelRows& rows : models) {
    const std::string place = std::to_string(std::ranges::find(present, rows.model) - present.begin());
    elements.push_back(data.plot(rows, "{ci_low}:(" + place + "):(${ci_high}-${ci_low}):(0)") +
                       " with vectors nohead linewidth 1.5 linecolor rgb '" + rows.style().colour + "'");
    elements.push_back(data.plot(rows, "{value}:(" + place + ")") + points_look(rows));
  }
  return elements;
}

/// A search's values of a penalty, ascending.
std::vector<double> values_of(const Table& lambda, const std::vector<std::size_t>& rows, const std::string& column) {
  std::vector<double> values;
  for (const std::size_t row : rows) values.push_back(lambda.real(row, column));
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

/// A gnuplot function that gives the place of a value among some.
std::string place_function(const std::string& name, const std::vector<double>& values) {
  std::string text = name + "(x) = ";
  for (std::size_t i = 0; i < values.size(); ++i)
    text += "x == " + to_text(values[i]) + " ? " + std::to_string(i) + " : ";
  return text + "NaN";
}

std::vector<std::string> texts_of(const std::vector<double>& values) {
  std::vector<std::string> texts;
  for (const double value : values) texts.push_back(formatted("%g", value));
  return texts;
}

/// One map of a search: a number for each pair, printed in its square.
std::vector<std::string> penalty_map(const PlotData& data, const ModelRows& rows, const std::string& column) {
  const std::string at = "(l2_place(${l2})):(l1_place(${l1}))";
  const std::string box =
      "(l2_place(${l2})):(l1_place(${l1})):(l2_place(${l2})-0.48):(l2_place(${l2})+0.48):"
      "(l1_place(${l1})-0.48):(l1_place(${l1})+0.48)";
  return {data.plot(rows, box + ":{" + column + "}") + " with boxxyerror fillcolor palette",
          data.plot(rows, at + ":(sprintf('%.1f', 100*${" + column + "}))") + " with labels font ',6'",
          data.plot(rows, "(l2_place(${l2})):(${selected} == 1 ? l1_place(${l1})-0.36 : NaN)") +
              " with points pointtype 11 pointsize 0.6 linecolor rgb '#D55E00'"};
}

}  // namespace

std::optional<Figure> metric_figure(const FigureRun& run, const Place& place) {
  const std::string name = figure_name("metrics", run, place);
  PlotData data(run, name, "architectures", {"metric", "value", "sd", "ci_low", "ci_high", "seeds"});
  const std::vector<MetricPanel> panels = metric_panels(run, place, data);
  if (panels.empty()) return std::nullopt;
  const std::vector<std::size_t> present = models_of(panels);
  std::vector<std::string> names;
  for (const std::size_t model : present) names.push_back(model_text(run, model));
  const double left = std::max(widest(names) + 0.4, 1.0), width = left > 3.4 ? two_columns : single_column;
  const double each = (width - left - 0.1) / 2;
  const double panel = row_height * to_double(names.size()) + 0.2, gap = 1.0;
  GnuplotScript script(name, width, to_double((panels.size() + 1) / 2) * (panel + gap) + 0.2);
  script.add("unset key; set yrange [" + to_text(to_double(names.size()) - 0.4) + ":-0.6]; set format x '%g'");
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const double from = left + to_double(i % 2) * each, top = to_double(i / 2) * (panel + gap) + 0.45;
    script.panel({from, from + each - 0.35, top, top + panel});
    script.text(panels[i].metric.title, from, top - 0.2);
    script.add(tics_at_places('y', i % 2 == 0 ? names : std::vector<std::string>(names.size())));
    set_metric_axis(data.source(), panels[i], script);
    script.plot(points_of(data, panels[i].models, present));
  }
  return Figure{
      name,
      "metrics",
      figure_title("What characterises the models", run, place),
      "Means over repetitions with 95 % intervals; dotted: no effect, or what random neurons give. Share of the "
      "neurons that suffices; gain in accuracy of top over random neurons, retrained and with all others masked; "
      "selectivity, accuracy less that of the control task; mean depth (0: embeddings, 1: last layer), evenness "
      "over layers less that of random sets, and labels that a neuron serves, of the top 5 %. A model that "
      "needs all its neurons has no gain.",
      {data.take()},
      script.finish()};
}

std::optional<Figure> penalty_figure(const FigureRun& run, const Place& place) {
  const std::string name = figure_name("penalties", run, place);
  PlotData data(run, name, "lambda", {"l1", "l2", "score", "accuracy", "selected"});
  const Table& source = data.source();
  const auto models = data.add(place, [](std::size_t) { return true; });
  if (models.empty()) return std::nullopt;
  const auto all = rows_at(source, place);
  const auto l1 = values_of(source, all, "l1"), l2 = values_of(source, all, "l2");
  const std::size_t shown = std::min(models.size(), most_panels);
  const double left = 1.7, middle = 0.4, each = (single_column - left - middle - 0.1) / 2;
  const double panel = std::clamp(0.42 * to_double(l1.size()), 1.2, 3.4), gap = 1.0;
  GnuplotScript script(name, single_column, to_double(shown) * (panel + gap) + 0.9);
  script.add(place_function("l1_place", l1)).add(place_function("l2_place", l2));
  script.add("unset key; unset colorbox; set border 0; set style fill solid noborder");
  script.add("set palette defined (0 '#f2f2f2', 1 '#7fb8d8')");
  script.add("set xrange [-0.5:" + to_text(to_double(l2.size()) - 0.5) +
             "]; set yrange [-0.5:" + to_text(to_double(l1.size()) - 0.5) + "]");
  script.add(tics_at_places('x', texts_of(l2), "font ',6'"));
  for (std::size_t i = 0; i < shown; ++i)
    for (const char* column : {"score", "accuracy"}) {
      const bool is_score = column == std::string("score");
      const double from = is_score ? left : left + each + middle, top = to_double(i) * (panel + gap) + 0.85;
      script.panel({from, from + each, top, top + panel});
      if (i == 0) script.text(is_score ? "score" : "dev accuracy", from + each, top - 0.55, "right");
      if (is_score) script.text(model_text(run, models[i].model), from, top - 0.2);
      script.add(is_score ? tics_at_places('y', texts_of(l1), "font ',6'") + "; set ylabel 'λ1' offset 0.5"
                          : tics_at_places('y', std::vector<std::string>(l1.size())) + "; unset ylabel");
      script.add(i + 1 == shown ? "set xlabel 'λ2' offset 0,0.8" : "unset xlabel");
      script.plot(penalty_map(data, models[i], column));
    }
  return Figure{
      name,
      "penalties",
      figure_title("Search for the penalty", run, place),
      "Score and dev accuracy in percent for each pair tried; the triangle marks the pair that was selected. "
      "The accuracy at (0, 0) is what a penalty is paid from; this pair is selected only if the grid names it." +
          left_out_text(models.size(), shown, "models", "lambda"),
      {data.take()},
      script.finish()};
}

std::optional<Figure> published_figure(const FigureRun& run, const Place& place) {
  const std::string name = figure_name("published", run, place);
  PlotData data(run, name, "published", {"quantity", "published", "measured", "difference", "source"});
  const Table& source = data.source();
  const auto is_percent = [&](std::size_t row) {
    const std::string& quantity = source.text(row, "quantity");
    return quantity.starts_with("accuracy_") || quantity.starts_with("masked_") || quantity.starts_with("retrained_") ||
           quantity.starts_with("selectivity_");
  };
  const auto models = data.add(place, is_percent);
  if (models.empty()) return std::nullopt;
  Legend legend;
  for (const ModelRows& rows : models)
    legend.entries.push_back({model_text(run, rows.model), rows.style().colour, 0, rows.style().symbol});
  const double above = legend.height(single_column) + 0.2, side = single_column - 1.5;
  GnuplotScript script(name, single_column, above + side + 1.0);
  script.add_legend(legend);
  script.panel({1.2, 1.2 + side, above, above + side});
  script.add(
      "set xrange [0:100]; set yrange [0:100]; set xlabel 'published, %' offset 0,0.6; set ylabel 'measured, %' offset "
      "1.5");
  std::vector<std::string> elements = {"[0:100] x with lines linecolor rgb '#888888' dashtype 3"};
  for (const ModelRows& rows : models)
    elements.push_back(data.plot(rows, "{published}:{measured}") + points_look(rows));
  script.plot(elements);
  return Figure{name,
                "published",
                figure_title("Published and measured", run, place),
                "Published accuracies and selectivities in percent beside the measured ones; dotted: equal. Sizes and "
                "penalties: tables/published.csv.",
                {data.take()},
                script.finish()};
}

}  // namespace neurank::report
