#include "report/figures/figures.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "report/figures/figure_kinds.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {
namespace {

std::vector<std::string> tasks_of(const std::vector<Place>& places) {
  std::vector<std::string> tasks;
  for (const Place& place : places)
    if (std::ranges::find(tasks, place.task) == tasks.end()) tasks.push_back(place.task);
  return tasks;
}

/// All that may be drawn, in the order of importance.
std::vector<std::function<std::optional<Figure>()>> makers(const FigureRun& run, const std::vector<Place>& places) {
  std::vector<std::function<std::optional<Figure>()>> all;
  const auto add = [&](const auto& kind) {
    for (const Place& place : places) all.emplace_back([&run, kind, place] { return kind(run, place); });
  };
  for (const auto& kind : {published_figure, curve_figure, layer_figure, layer_accuracy_figure, metric_figure,
                           ranking_figure, label_figure, label_layer_figure})
    add(kind);
  for (const std::string& task : tasks_of(places)) all.emplace_back([&run, task] { return variant_figure(run, task); });
  for (const auto& kind : {stability_figure, ranking_agreement_figure, penalty_figure, label_overlap_figure}) add(kind);
  return all;
}

/// Nothing where a number is missing that the figure needs.
std::optional<Figure> made_if_possible(const std::function<std::optional<Figure>()>& make) {
  try {
    return make();
  } catch (const std::bad_variant_access&) {
    return std::nullopt;
  }
}

/// Names of files that differ, also where those of tasks differ only in characters that files' names do not have.
void make_distinct(Figure& figure, std::set<std::string>& names) {
  const std::string name = figure.name;
  for (int number = 2; !names.insert(figure.name).second; ++number) figure.name = name + "-" + std::to_string(number);
  if (figure.name == name) return;
  const auto replace_in = [&](std::string& text) {
    for (std::size_t at = text.find(name + "."); at != std::string::npos;
         at = text.find(name + ".", at + figure.name.size()))
      text.replace(at, name.size(), figure.name);
  };
  replace_in(figure.script);
  for (FigureData& data : figure.data) replace_in(data.file);
}

}  // namespace

Figures make_figures(const Tables& tables, std::size_t most, bool is_partial) {
  const FigureRun run = figure_run(tables);
  const Table& baselines = run.table("baselines");
  if (baselines.num_rows() == 0) return {{}, {"The results have no cells to draw."}};
  const auto places = places_of(baselines);
  Figures made;
  std::set<std::string> names;
  std::size_t left_out = 0;
  for (const auto& make : makers(run, places)) {
    auto figure = is_partial ? made_if_possible(make) : make();
    if (!figure) continue;
    if (made.figures.size() == most) {
      ++left_out;
      continue;
    }
    make_distinct(*figure, names);
    made.figures.push_back(std::move(*figure));
  }
  if (left_out > 0)
    made.notes.push_back(std::to_string(left_out) + " figures more are not drawn: a run has " + std::to_string(most) +
                         " at most. Their numbers are in tables/.");
  return made;
}

}  // namespace neurank::report
