#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/cast.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "report/figures/figure_kinds.hpp"
#include "report/figures/map_parts.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

constexpr std::size_t most_labels = 40, most_in_maps = 30, most_overlapping = 12, most_maps = 6;

/// Labels that all models have pairs of: words without a vector may take rare ones from a model. The first label is in
/// no pair the one with fewer words.
std::vector<std::string> paired_labels(const Table& overlap, const std::vector<std::size_t>& rows) {
  std::vector<std::string> labels = common_texts(overlap, rows, "label_a");
  const std::vector<std::string> others = common_texts(overlap, rows, "label_b");
  if (!others.empty() && std::ranges::find(labels, others.front()) == labels.end())
    labels.insert(labels.begin(), others.front());
  return labels;
}

/// Columns that name a pair.
const std::pair<std::string, std::string> label_pair = {"label_a", "label_b"};

/// Labels by training words, most first.
std::vector<std::string> by_frequency(const Table& sizes, std::vector<std::size_t> rows) {
  std::ranges::stable_sort(rows, std::greater(), [&](std::size_t row) { return sizes.integer(row, "train_count"); });
  return common_texts(sizes, rows, "label");
}

/// A model's rows of some labels, label after label.
std::vector<std::size_t> rows_of_labels(const Table& table, const std::string& model, const Place& place,
                                        const std::vector<std::string>& labels) {
  std::map<std::string, std::vector<std::size_t>> rows;
  for (const std::size_t row : rows_at(table, place, model)) rows[table.text(row, "label")].push_back(row);
  std::vector<std::size_t> found;
  for (const std::string& label : labels) found.insert(found.end(), rows[label].begin(), rows[label].end());
  return found;
}

/// Labels that a figure shows, the first ones of those that there are, at its left.
struct LabelAxis {
  std::vector<std::string> labels;
  std::size_t known;     ///< all
  double width, margin;  ///< cm: of the figure, and of it what the labels take

  LabelAxis(std::vector<std::string> all, std::size_t most) : labels(std::move(all)), known(labels.size()) {
    labels.resize(std::min(known, most));
    margin = std::clamp(widest(labels) + 0.3, 1.0, 11.0);
    width = margin > 3.6 ? two_columns : single_column;
  }

  double count() const { return to_double(labels.size()); }
  std::vector<std::string> blanks() const { return std::vector<std::string>(labels.size()); }

  /// The first label above the others. @param margin_below of the last
  std::string downwards(double margin_below) const {
    return "set yrange [" + to_text(count() - 1 + margin_below) + ":" + to_text(-margin_below) + "]";
  }
};

/// Colours from white to blue; numbers between 0 and the largest.
std::string palette(double largest) {
  return "set palette defined (0 '#ffffff', 0.5 '#7fb8d8', 1 '#00466b'); set cbrange [0:" +
         to_text(std::max(largest, 1e-9)) + "]; unset colorbox";
}

/// " (187)": the size of a model's minimal set, median over repetitions; nothing where it is not known.
std::string size_text(const FigureRun& run, std::size_t model, const Place& place) {
  const auto row = size_row(run, run.models[model], place);
  return row ? " (" + std::to_string(run.table("minimal_sizes").integer(*row, "n")) + ")" : "";
}

/// ", at most 12.5": the number of a map's darkest square.
std::string darkest_text(double largest) { return ", at most " + formatted("%.3g", largest); }

/// A map of labels by layers, as gnuplot draws it: an image where its grid is large enough for one.
std::string layer_map(const PlotData& data, const ModelRows& rows, std::size_t layers) {
  const std::string count = std::to_string(layers);
  const std::string x = "(int($0) % " + count + ")", y = "(floor($0 / " + count + "))";
  if (layers > 1 && rows.count > layers) return data.plot(rows, x + ":" + y + ":{neurons}") + " with image";
  return data.plot(rows, square_at(x, y) + ":{neurons}") + " with boxxyerror fillcolor palette";
}

/// Labels of an axis of layers, so few that they do not touch.
std::vector<std::string> layer_marks(const std::vector<std::int64_t>& layers) {
  constexpr std::size_t most = 6;
  std::vector<std::string> marks;
  for (std::size_t layer = 0; layer < layers.size(); ++layer)
    marks.push_back(layer % ((layers.size() + most - 1) / most) == 0 ? std::to_string(layers[layer]) : "");
  return marks;
}

/// "bert, xlnet": the models of the first panels.
std::string names_of(const FigureRun& run, const std::vector<ModelRows>& models, std::size_t shown) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < shown; ++i) names.push_back(model_text(run, models[i].model));
  return join(names, ", ");
}

/// The two squares of each pair of labels: what they share below the diagonal, chance above it. The pairs come row by
/// row of the triangle, (1, 0), (2, 0), (2, 1), ...
std::vector<std::string> overlap_map(const PlotData& data, const ModelRows& rows) {
  const PairPlaces pair = pair_places();
  return {data.plot(rows, square_at(pair.earlier, pair.later) + ":{jaccard}") + " with boxxyerror fillcolor palette",
          data.plot(rows, square_at(pair.later, pair.earlier) + ":{jaccard_chance}") +
              " with boxxyerror fillcolor palette"};
}

/// How models' maps of overlaps stand beside each other, in cm.
struct OverlapPanels {
  std::size_t shown, across;
  double square, below, gap = 0.6;

  OverlapPanels(std::size_t models, const LabelAxis& axis)
      : shown(std::min<std::size_t>(models, 4)),
        across(shown > 1 ? 2 : 1),
        square(std::min(7.0, (axis.width - axis.margin - 0.1) / to_double(across)) - 0.15),
        below(std::clamp(widest(axis.labels) + 0.2, 0.6, 6.0)) {}

  double height() const { return to_double((shown + across - 1) / across) * (square + gap) + below + 0.2; }
  Box box(std::size_t i, double margin) const {
    const double left = margin + to_double(i % across) * (square + 0.15);
    const double top = to_double(i / across) * (square + gap) + 0.55;
    return {left, left + square, top, top + square};
  }
};

}  // namespace

std::optional<Figure> label_figure(const FigureRun& run, const Place& place) {
  const std::string name = figure_name("labels", run, place);
  PlotData data(run, name, "label_sizes", {"delta", "label", "train_count", "neurons", "sd", "seeds"});
  const Table& source = data.source();
  const LabelAxis axis(by_frequency(source, rows_at(source, place)), most_labels);
  Legend legend;
  std::vector<std::string> elements;
  for (std::size_t model = 0; model < run.models.size(); ++model) {
    const auto rows = rows_of_labels(source, run.models[model], place, axis.labels);
    if (rows.empty()) continue;
    const ModelRows of_model = data.add_rows(model, rows);
    const std::string colour = " linecolor rgb '" + of_model.style().colour + "'";
    const std::string points =
        " with points pointsize 0.6 pointtype " + std::to_string(of_model.style().symbol) + colour;
    elements.push_back(data.plot(of_model, "(${neurons}-${sd}):0:(${sd}*2):(0)") + " with vectors nohead" + colour);
    elements.push_back(data.plot(of_model, "{neurons}:0") + points);
    legend.entries.push_back(
        {model_text(run, model) + size_text(run, model, place), of_model.style().colour, 0, of_model.style().symbol});
  }
  if (elements.empty()) return std::nullopt;
  const double height = 0.3 * axis.count(), above = legend.height(axis.width) + 0.15;
  GnuplotScript script(name, axis.width, above + height + 1.0);
  script.add_legend(legend);
  script.panel({axis.margin, axis.width - 0.3, above, above + height});
  script.add(axis.downwards(0.6) + "; set xrange [0:*]; set grid y linecolor rgb '#eeeeee'");
  script.add(tics_at_places('y', axis.labels)).add("set xlabel 'neurons' offset 0,0.6").plot(elements);
  return Figure{name,
                "labels",
                figure_title("Neurons per label", run, place),
                "Size of each label's own set in the smallest sufficient set, mean and standard deviation over "
                "repetitions; most frequent label first; in parentheses the neurons of the sufficient set. Sets of "
                "frequent labels are "
                "larger for no linguistic reason." +
                    left_out_text(axis.known, axis.labels.size(), "labels", "label_sizes"),
                {data.take()},
                script.finish()};
}

std::optional<Figure> label_layer_figure(const FigureRun& run, const Place& place) {
  const std::string name = figure_name("label-layers", run, place);
  PlotData data(run, name, "label_layers", {"label", "layer", "neurons"});
  const Table& source = data.source();
  const LabelAxis axis(common_texts(source, rows_at(source, place), "label"), most_in_maps);
  std::vector<ModelRows> models;
  for (std::size_t model = 0; model < run.models.size(); ++model)
    if (const auto rows = rows_of_labels(source, run.models[model], place, axis.labels); !rows.empty())
      models.push_back(data.add_rows(model, rows));
  if (models.empty()) return std::nullopt;
  const std::size_t shown = std::min(models.size(), most_maps);
  const double height = std::max(1.5, 0.28 * axis.count()), each = (axis.width - axis.margin - 0.1) / to_double(shown);
  GnuplotScript script(name, axis.width, height + 1.5);
  script.add("unset key; set border 15 linewidth 0.6; " + axis.downwards(0.5));
  for (std::size_t i = 0; i < shown; ++i) {
    const auto layers = distinct_integers(source, "layer", models[i].source);
    const double left = axis.margin + to_double(i) * each;
    script.panel({left, left + each - 0.15, 0.55, 0.55 + height});
    script.text(cut_to(model_text(run, models[i].model), each - 0.2), left, 0.3);
    script.add(tics_at_places('y', i == 0 ? axis.labels : axis.blanks()));
    script.add("set xrange [-0.5:" + to_text(to_double(layers.size()) - 0.5) + "]");
    script.add(tics_at_places('x', layer_marks(layers)));
    script.add(i + 1 == shown ? "set xlabel 'layer' offset 0,0.6" : "unset xlabel");
    script.add(palette(largest_of(source, models[i].source, {"neurons"})));
    script.plot({layer_map(data, models[i], layers.size())});
  }
  return Figure{name,
                "label-layers",
                figure_title("Where the neurons of labels lie", run, place),
                "Neurons of each label's own set by layer, means over repetitions; the darkest square of a model is "
                "its largest number. Models from the left: " +
                    names_of(run, models, shown) + "." +
                    left_out_text(axis.known, axis.labels.size(), "labels", "label_layers") +
                    left_out_text(models.size(), shown, "models", "label_layers"),
                {data.take()},
                script.finish()};
}

std::optional<Figure> label_overlap_figure(const FigureRun& run, const Place& place) {
  const std::string name = figure_name("label-overlap", run, place);
  PlotData data(run, name, "label_overlap", {"label_a", "label_b", "jaccard", "jaccard_chance"});
  const Table& source = data.source();
  const LabelAxis axis(paired_labels(source, rows_at(source, place)), most_overlapping);
  std::vector<ModelRows> models;
  for (std::size_t model = 0; model < run.models.size(); ++model)
    if (const auto rows = rows_of_pairs(source, rows_at(source, place, run.models[model]), label_pair, axis.labels);
        !rows.empty())
      models.push_back(data.add_rows(model, rows));
  if (models.empty()) return std::nullopt;
  const OverlapPanels panels(models.size(), axis);
  GnuplotScript script(name, axis.width, panels.height());
  script.add("unset key; set border 15 linewidth 0.6; " + axis.downwards(0.5));
  script.add("set xrange [-0.5:" + to_text(axis.count() - 0.5) + "]");
  for (std::size_t i = 0; i < panels.shown; ++i) {
    const Box box = panels.box(i, axis.margin);
    script.panel(box);
    const double largest = largest_of(source, models[i].source, {"jaccard", "jaccard_chance"});
    const std::string darkest = darkest_text(largest);
    script.text(cut_to(model_text(run, models[i].model), panels.square - text_width(darkest)) + darkest, box.left,
                box.top - 0.25);
    script.add(tics_at_places('y', i % panels.across == 0 ? axis.labels : axis.blanks()));
    const bool is_lowest = i + panels.across >= panels.shown;
    script.add(tics_at_places('x', is_lowest ? axis.labels : axis.blanks(), "rotate by 90 right"));
    script.add(palette(largest));
    script.plot(overlap_map(data, models[i]));
  }
  return Figure{name,
                "label-overlap",
                figure_title("How far labels share neurons", run, place),
                "Jaccard index of two labels' own sets, below the diagonal, and its expectation for random sets of the "
                "same sizes, above it; means over repetitions, the darkest square of a model is its largest number." +
                    left_out_text(axis.known, axis.labels.size(), "labels", "label_overlap") +
                    left_out_text(models.size(), panels.shown, "models", "label_overlap"),
                {data.take()},
                script.finish()};
}

}  // namespace neurank::report
