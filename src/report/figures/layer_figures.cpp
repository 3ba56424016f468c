#include <algorithm>
#include <set>

#include "analysis/kinds.hpp"
#include "base/cast.hpp"
#include "base/text.hpp"
#include "report/figures/figure_kinds.hpp"
#include "report/findings_page.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

constexpr double largest_share = 0.1;                   ///< of the sets of a fixed size
constexpr double panel = 1.8, gap = 0.85, left = 1.35;  ///< cm

bool is_minimal(const FigureRun& run, const Table& table, std::size_t row) {
  return run.delta && is_of_delta(table, row, *run.delta);
}

/// Whether a model's minimal set at the place has all neurons, so that its layers say nothing.
bool some_needs_all(const FigureRun& run, const Place& place) {
  const Table& minimal = run.table("minimal");
  std::set<std::string> models;
  std::set<std::string> with_fewer;
  for (const std::size_t row : rows_at(minimal, place)) {
    if (!is_of_delta(minimal, row, *run.delta)) continue;
    models.insert(minimal.text(row, "model"));
    if (minimal.real(row, "fraction") < 1) with_fewer.insert(minimal.text(row, "model"));
  }
  return models.size() > with_fewer.size();
}

/// Axes of a panel of counts by layer.
void set_axes(GnuplotScript& script, double layers, double largest) {
  script.add("set xrange [-0.6:" + to_text(layers + 0.6) + "]; set yrange [0:" + to_text(1.05 * largest) + "]");
  script.add("set xtics 0," + to_text(std::max(1.0, axis_step(layers, 13))) + "; set ytics 0," +
             to_text(axis_step(largest, 3)));
}

/// A model's layers by the variants of a task.
struct ModelVariants {
  std::size_t model;
  std::vector<std::pair<std::string, ModelRows>> variants;
};

/// Models that are probed with each of a task's variants, if there are several.
std::vector<ModelVariants> models_in_all(const FigureRun& run, const std::string& task, PlotData& data) {
  const Table& source = data.source();
  if (source.num_rows() == 0) return {};
  const auto variants = distinct(source, "variant", rows_with(source, {{"task", task}}));
  std::vector<ModelVariants> models;
  for (std::size_t model = 0; model < run.models.size(); ++model) models.push_back({model, {}});
  for (const std::string& variant : variants)
    for (const ModelRows& rows :
         data.add({task, variant}, [&](std::size_t row) { return is_minimal(run, source, row); }))
      models[rows.model].variants.emplace_back(variant, rows);
  std::erase_if(models,
                [&](const ModelVariants& one) { return variants.size() < 2 || one.variants.size() < variants.size(); });
  return models;
}

std::string variant_look(std::size_t variant) {
  return " with linespoints pointsize 0.5 pointtype " + std::to_string(style_of(variant).symbol) + " linecolor rgb '" +
         style_of(variant).colour + "'";
}

/// Draws a model's panel.
void add_variants(const ModelVariants& model, const PlotData& data, GnuplotScript& script) {
  std::vector<std::string> elements;
  double layers = 0, largest = 0;
  for (std::size_t v = 0; v < model.variants.size(); ++v) {
    const ModelRows& rows = model.variants[v].second;
    layers = std::max(layers, largest_of(data.source(), rows.source, {"layer"}));
    largest = std::max(largest, largest_of(data.source(), rows.source, {"count", "expected"}));
    elements.push_back(data.plot(rows, "{layer}:{count}") + variant_look(v));
    elements.push_back(data.plot(rows, "{layer}:{expected}") + " with lines dashtype 2 linecolor rgb '" +
                       style_of(v).colour + "'");
  }
  set_axes(script, layers, largest);
  script.plot(elements);
}

}  // namespace

std::optional<Figure> layer_figure(const FigureRun& run, const Place& place) {
  const std::string name = figure_name("layers", run, place);
  PlotData data(run, name, "layer_means", {"delta", "share", "layer", "count", "expected", "low", "high", "seeds"});
  const Table& source = data.source();
  const bool shows_minimal = run.delta && !some_needs_all(run, place);
  const auto models = data.add(place, [&](std::size_t row) {
    if (shows_minimal) return is_minimal(run, source, row);
    return !source.is_empty(row, "share") && source.real(row, "share") == largest_share;
  });
  if (models.empty()) return std::nullopt;
  const std::size_t shown = std::min(models.size(), most_panels);
  GnuplotScript script(name, single_column, to_double(shown) * (panel + gap) + 0.5);
  script.add("unset key; set ylabel 'neurons' offset 1");
  for (std::size_t i = 0; i < shown; ++i) {
    const double top = to_double(i) * (panel + gap) + 0.5;
    script.panel({left, single_column - 0.2, top, top + panel});
    script.text(model_text(run, models[i].model), left + 0.1, top - 0.15);
    if (i + 1 == shown) script.text("layer", single_column - 0.2, top + panel + 0.7, "right");
    set_axes(script, largest_of(source, models[i].source, {"layer"}),
             largest_of(source, models[i].source, {"count", "high"}));
    script.plot(
        {data.plot(models[i], "{layer}:{expected}:(${layer}-0.5):(${layer}+0.5):{low}:{high}") +
             " with boxxyerror fillcolor rgb '#cccccc'",
         data.plot(models[i], "{layer}:{count}:(0.6)") + " with boxes fillcolor rgb '" + models[i].style().colour + "'",
         data.plot(models[i], "{layer}:{expected}") + " with lines linecolor rgb 'black' dashtype 2"});
  }
  return Figure{
      name,
      "layers",
      figure_title("Neurons per layer", run, place),
      std::string(shows_minimal ? "Neurons of the smallest sufficient set"
                                : "Neurons of the top 10 % (the set that suffices is all neurons of some model)") +
          " in each layer, means over repetitions (layer 0: embeddings). Grey: where 95 % of random sets of "
          "that size lie; dashed: their mean." +
          left_out_text(models.size(), shown, "models", "layer_means"),
      {data.take()},
      script.finish()};
}

std::optional<Figure> layer_accuracy_figure(const FigureRun& run, const Place& place) {
  const std::string name = figure_name("layer-accuracy", run, place);
  PlotData data(run, name, "layer_accuracy", {"layers", "layer", "n", "accuracy", "ci_low", "ci_high", "selectivity"});
  const Table& source = data.source();
  Legend legend;
  std::vector<std::string> elements;
  double layers = 0;
  for (const analysis::LayerSpan span : all_of<analysis::LayerSpan>()) {
    const auto models = data.add(place, [&](std::size_t row) { return source.text(row, "layers") == name_of(span); });
    const bool is_alone = span == analysis::LayerSpan::alone;
    for (const ModelRows& rows : models) {
      layers = std::max(layers, largest_of(source, rows.source, {"layer"}));
      elements.push_back(data.plot(rows, "{layer}:{accuracy}") + " with linespoints pointsize 0.5 pointtype " +
                         std::to_string(rows.style().symbol) + " linecolor rgb '" + rows.style().colour +
                         "' dashtype " + (is_alone ? "1" : "2"));
      if (is_alone)
        legend.entries.push_back({model_text(run, rows.model), rows.style().colour, 1, rows.style().symbol});
    }
  }
  if (elements.empty()) return std::nullopt;
  legend.entries.push_back({"with all below", "black", 2, 0});
  const double above = legend.height(single_column) + 0.15, height = 4.2;
  GnuplotScript script(name, single_column, above + height + 1.0);
  script.add_legend(legend);
  script.panel({left, single_column - 0.2, above, above + height});
  script.add("set xrange [-0.3:" + to_text(layers + 0.3) + "]; set xtics 0," +
             to_text(std::max(1.0, axis_step(layers, 13))) + "; set xlabel 'layer' offset 0,0.6");
  script.add("set yrange [0:1]; set ylabel 'test accuracy' offset 1").plot(elements);
  return Figure{name,
                "layer-accuracy",
                figure_title("Layers one by one", run, place),
                "Test accuracy of heads on each layer alone, and on it with all below it (layer 0: embeddings). What "
                "can be read in a layer need not have been made there. Selectivity: tables/layer_accuracy.csv.",
                {data.take()},
                script.finish()};
}

std::optional<Figure> variant_figure(const FigureRun& run, const std::string& task) {
  const std::string name = figure_name("variants", run, {task, ""});
  PlotData data(run, name, "layer_means", {"delta", "layer", "count", "expected", "low", "high", "seeds"});
  const std::vector<ModelVariants> models = models_in_all(run, task, data);
  if (models.empty()) return std::nullopt;
  const std::size_t shown = std::min(models.size(), most_panels);
  Legend legend;
  for (std::size_t v = 0; v < models.front().variants.size(); ++v)
    legend.entries.push_back({short_name(models.front().variants[v].first), style_of(v).colour, 1, style_of(v).symbol});
  const double above = legend.height(single_column) + 0.5;
  GnuplotScript script(name, single_column, above + to_double(shown) * (panel + gap));
  script.add_legend(legend);
  script.add("set ylabel 'neurons' offset 1");
  for (std::size_t i = 0; i < shown; ++i) {
    const double top = to_double(i) * (panel + gap) + above;
    script.panel({left, single_column - 0.2, top, top + panel});
    script.text(model_text(run, models[i].model), left + 0.1, top - 0.15);
    add_variants(models[i], data, script);
  }
  return Figure{name,
                "variants",
                "Neurons per layer by variant: " + task,
                "Neurons of the smallest sufficient set in each layer, by the settings of the probe, such as raw and "
                "z-scored activations. Dashed: means of random sets of the same size." +
                    left_out_text(models.size(), shown, "models", "layer_means"),
                {data.take()},
                script.finish()};
}

}  // namespace neurank::report
