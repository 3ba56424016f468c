#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/cast.hpp"
#include "base/text.hpp"
#include "report/figures/figure_kinds.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

constexpr std::size_t most_labels = 40, most_in_maps = 30, most_overlapping = 12, most_maps = 6;

/// Labels of a task by training words, most first, over the rows of one model.
std::vector<std::string> by_frequency(const Table& sizes, std::vector<std::size_t> rows) {
  std::ranges::stable_sort(rows, std::greater(), [&](std::size_t row) { return sizes.integer(row, "train_count"); });
  return distinct(sizes, "label", rows);
}

/// A model's rows of some labels, in their order.
std::vector<std::size_t> rows_of_labels(const Table& sizes, const std::string& model, const Place& place,
                                        const std::vector<std::string>& labels) {
  std::map<std::string, std::size_t> rows;
  for (const std::size_t row : rows_with(sizes, {{"model", model}, {"task", place.task}, {"variant", place.variant}}))
    rows.emplace(sizes.text(row, "label"), row);
  std::vector<std::size_t> found;
  for (const std::string& label : labels)
    if (const auto row = rows.find(label); row != rows.end()) found.push_back(row->second);
  return found;
}

/// The width of a figure with such labels at its left, and the labels' part of it.
std::pair<double, double> width_beside(const std::vector<std::string>& labels) {
  const double margin = std::clamp(widest(labels) + 0.3, 1.0, 11.0);
  return {margin > 3.6 ? two_columns : single_column, margin};
}

/// Colours from white to blue; numbers between 0 and the largest.
std::string palette(double largest) {
  return "set palette defined (0 '#ffffff', 0.5 '#7fb8d8', 1 '#00466b'); set cbrange [0:" +
         to_text(std::max(largest, 1e-9)) + "]; unset colorbox";
}

}  // namespace

std::optional<Figure> label_figure(const FigureRun& run, const Place& place) {
  const std::string name = figure_name("labels", run, place);
  PlotData data(run, name, "label_sizes", {"delta", "label", "train_count", "neurons", "sd", "seeds"});
  const Table& source = data.source();
  if (source.num_rows() == 0) return std::nullopt;
  const auto all = rows_with(source, {{"task", place.task}, {"variant", place.variant}});
  if (all.empty()) return std::nullopt;
  std::vector<std::string> labels = by_frequency(
      source,
      rows_with(source,
                {{"model", source.text(all.front(), "model")}, {"task", place.task}, {"variant", place.variant}}));
  const std::size_t known = labels.size();
  labels.resize(std::min(known, most_labels));
  const auto [width, margin] = width_beside(labels);
  Legend legend;
  std::vector<std::string> elements;
  for (std::size_t model = 0; model < run.models.size(); ++model) {
    const auto rows = rows_of_labels(source, run.models[model], place, labels);
    if (rows.size() != labels.size()) continue;
    const ModelRows of_model = data.add_rows(model, rows);
    const std::string colour = " linecolor rgb '" + of_model.style().colour + "'";
    const std::string points =
        " with points pointsize 0.6 pointtype " + std::to_string(of_model.style().symbol) + colour;
    elements.push_back(data.plot(of_model, "(${neurons}-${sd}):0:(${sd}*2):(0)") + " with vectors nohead" + colour);
    elements.push_back(data.plot(of_model, "{neurons}:0") + points);
    legend.entries.emplace_back(model_text(run, model), points);
  }
  if (elements.empty()) return std::nullopt;
  const double height = 0.3 * to_double(labels.size()), above = legend.height(width) + 0.15;
  GnuplotScript script(name, width, above + height + 1.0);
  script.legend(legend);
  script.panel({margin, width - 0.3, above, above + height});
  script.add("set yrange [" + to_text(to_double(labels.size()) - 0.4) +
             ":-0.6]; set xrange [0:*]; set grid y linecolor rgb '#eeeeee'");
  script.add(tics_at_places('y', labels)).add("set xlabel 'neurons' offset 0,0.6").plot(elements);
  return Figure{name,
                "labels",
                figure_title("Neurons per label", run, place),
                "Size of each label's own set in the smallest sufficient set, mean and standard deviation over "
                "repetitions; most frequent label first. Sets of frequent labels are larger for no linguistic reason." +
                    left_out_text(known, labels.size(), "labels", "label_sizes"),
                {data.take()},
                script.finish()};
}

std::optional<Figure> label_layer_figure(const FigureRun& run, const Place& place) {
  const std::string name = figure_name("label-layers", run, place);
  PlotData data(run, name, "label_layers", {"label", "layer", "neurons"});
  const Table& source = data.source();
  if (source.num_rows() == 0) return std::nullopt;
  const auto all = rows_with(source, {{"task", place.task}, {"variant", place.variant}});
  std::vector<std::string> labels = distinct(source, "label", all);
  if (labels.empty()) return std::nullopt;
  const std::size_t known = labels.size();
  labels.resize(std::min(known, most_in_maps));
  const std::set<std::string> shown_labels(labels.begin(), labels.end());
  auto models = data.add(place, [&](std::size_t row) { return shown_labels.contains(source.text(row, "label")); });
  const std::size_t shown = std::min(models.size(), most_maps);
  const auto [width, margin] = width_beside(labels);
  const double height = std::max(1.5, 0.28 * to_double(labels.size())),
               each = (width - margin - 0.1) / to_double(shown);
  GnuplotScript script(name, width, height + 1.5);
  script.add("unset key; set border 15 linewidth 0.6; set yrange [" + to_text(to_double(labels.size()) - 0.5) +
             ":-0.5]");
  for (std::size_t i = 0; i < shown; ++i) {
    const auto layers = distinct_integers(source, "layer", models[i].source);
    const std::string count = std::to_string(layers.size());
    script.panel({margin + to_double(i) * each, margin + to_double(i + 1) * each - 0.15, 0.55, 0.55 + height});
    script.text(model_text(run, models[i].model), margin + to_double(i) * each, 0.3);
    script.add(tics_at_places('y', i == 0 ? labels : std::vector<std::string>(labels.size())));
    std::vector<std::string> marks;
    for (std::size_t layer = 0; layer < layers.size(); ++layer)
      marks.push_back(layer % ((layers.size() + 5) / 6) == 0 ? std::to_string(layers[layer]) : "");
    script.add("set xrange [-0.5:" + to_text(to_double(layers.size()) - 0.5) + "]");
    script.add(tics_at_places('x', marks)).add(i + 1 == shown ? "set xlabel 'layer' offset 0,0.6" : "unset xlabel");
    script.add(palette(largest_of(source, models[i].source, {"neurons"})));
    script.plot(
        {data.plot(models[i], "(int($0) % " + count + "):(floor($0 / " + count + ")):{neurons}") + " with image"});
  }
  return Figure{name,
                "label-layers",
                figure_title("Where the neurons of labels lie", run, place),
                "Neurons of each label's own set by layer, means over repetitions; the darkest square of a model is "
                "its largest number." +
                    left_out_text(known, labels.size(), "labels", "label_layers") +
                    left_out_text(models.size(), shown, "models", "label_layers"),
                {data.take()},
                script.finish()};
}

std::optional<Figure> label_overlap_figure(const FigureRun& run, const Place& place) {
  const std::string name = figure_name("label-overlap", run, place);
  PlotData data(run, name, "label_overlap", {"label_a", "label_b", "jaccard", "jaccard_chance"});
  const Table& source = data.source();
  if (source.num_rows() == 0) return std::nullopt;
  const auto all = rows_with(source, {{"task", place.task}, {"variant", place.variant}});
  if (all.empty()) return std::nullopt;
  std::vector<std::string> labels = {source.text(all.front(), "label_b")};
  for (const std::string& label : distinct(source, "label_a", all)) labels.push_back(label);
  const std::size_t known = labels.size();
  labels.resize(std::min(known, most_overlapping));
  const std::set<std::string> shown_labels(labels.begin(), labels.end());
  const auto models =
      data.add(place, [&](std::size_t row) { return shown_labels.contains(source.text(row, "label_a")); });
  const std::size_t shown = std::min<std::size_t>(models.size(), 4), across = shown > 1 ? 2 : 1;
  const auto [width, margin] = width_beside(labels);
  const double below = std::clamp(widest(labels) + 0.2, 0.6, 6.0),
               each = std::min(7.0, (width - margin - 0.1) / to_double(across));
  const double rows = to_double((shown + across - 1) / across), square = each - 0.15;
  GnuplotScript script(name, width, rows * (square + 0.6) + below + 0.2);
  script.add("unset key; set border 15 linewidth 0.6; set style fill solid noborder");
  const std::string range = "[-0.5:" + to_text(to_double(labels.size()) - 0.5) + "]";
  script.add("set xrange " + range + "; set yrange [" + to_text(to_double(labels.size()) - 0.5) + ":-0.5]");
  const std::string a = "(floor((sqrt(8*$0+1)+1)/2))",
                    b = "($0-floor((sqrt(8*$0+1)+1)/2)*(floor((sqrt(8*$0+1)+1)/2)-1)/2)";
  for (std::size_t i = 0; i < shown; ++i) {
    const double from = margin + to_double(i % across) * each, top = to_double(i / across) * (square + 0.6) + 0.55;
    script.panel({from, from + square, top, top + square});
    script.text(model_text(run, models[i].model), from, top - 0.25);
    script.add(tics_at_places('y', i % across == 0 ? labels : std::vector<std::string>(labels.size())));
    script.add(tics_at_places('x', i + across >= shown ? labels : std::vector<std::string>(labels.size()),
                              "rotate by 90 right"));
    script.add(palette(largest_of(source, models[i].source, {"jaccard", "jaccard_chance"})));
    const auto squares = [&](const std::string& x, const std::string& y, const std::string& value) {
      return data.plot(models[i],
                       x + ":" + y + ":(" + x + "-0.5):(" + x + "+0.5):(" + y + "-0.5):(" + y + "+0.5):" + value) +
             " with boxxyerror fillcolor palette";
    };
    script.plot({squares(b, a, "{jaccard}"), squares(a, b, "{jaccard_chance}")});
  }
  return Figure{name,
                "label-overlap",
                figure_title("How far labels share neurons", run, place),
                "Jaccard index of two labels' own sets, below the diagonal, and its expectation for random sets of the "
                "same sizes, above it; means over repetitions, the darkest square of a model is its largest number." +
                    left_out_text(known, labels.size(), "labels", "label_overlap") +
                    left_out_text(models.size(), shown, "models", "label_overlap"),
                {data.take()},
                script.finish()};
}

}  // namespace neurank::report
