#include "cli/cell_choice.hpp"

#include <algorithm>

namespace neurank::cli {
namespace {

/// The name that an option gives, or "" for any. @param things with names, all that the run has
template <class Thing>
std::string chosen_name(const Values& values, const std::string& option, const std::vector<Thing>& things) {
  if (!values.has(option)) return "";
  const std::string& given = values.text(option);
  std::vector<std::string> names;
  for (const Thing& thing : things) names.push_back(thing.name);
  if (std::ranges::find(names, given) != names.end()) return given;
  const auto near = nearest(given, names);
  throw usage_error("--" + option + " " + given + ": there is none in the run",
                    near ? "did you mean " + *near + "?" : "there are " + join(names, ", "));
}

}  // namespace

std::vector<Option> with_cells(std::vector<Option> options) {
  options.push_back(text_option("model", "M", "only cells of this model"));
  options.push_back(text_option("task", "T", "only cells of this task"));
  options.push_back(text_option("variant", "V", "only cells of this variant"));
  return options;
}

std::vector<grid::Cell> chosen_cells(const Values& values, const grid::Experiment& experiment) {
  const std::string model = chosen_name(values, "model", experiment.models),
                    task = chosen_name(values, "task", experiment.tasks),
                    variant = chosen_name(values, "variant", experiment.variants);
  const auto fits = [](const std::string& wanted, const std::string& name) { return wanted.empty() || wanted == name; };
  std::vector<grid::Cell> cells;
  for (const grid::Cell& cell : grid::expand_cells(experiment)) {
    const report::CellName names = grid::cell_names(experiment, cell);
    if (fits(model, names.model) && fits(task, names.task) && fits(variant, names.variant)) cells.push_back(cell);
  }
  if (cells.empty()) throw usage_error("no cell of the run has this model, task and variant", "leave one of them out");
  return cells;
}

}  // namespace neurank::cli
