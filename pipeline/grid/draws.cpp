#include "grid/draws.hpp"

#include "base/cast.hpp"

namespace neurank::grid {
namespace {

std::vector<model::ModelSettings> draws_of(const model::ModelSettings& model) {
  if (model.draws == 1) return {model};
  std::vector<model::ModelSettings> draws;
  for (const std::string& name : names_of_draws(model)) {
    model::ModelSettings& one = draws.emplace_back(model);
    one.name = name;
    one.draw = to_index(draws.size());
    one.draws = 1;
    if (one.group.empty()) one.group = model.name;
  }
  return draws;
}

void expand_filters(const model::ModelSettings& model, std::vector<CellFilter>& filters) {
  std::vector<CellFilter> expanded;
  for (const CellFilter& filter : filters) {
    if (filter.model != model.name) {
      expanded.push_back(filter);
      continue;
    }
    for (const std::string& name : names_of_draws(model)) expanded.push_back({name, filter.task, filter.variant});
  }
  filters = std::move(expanded);
}

}  // namespace

std::vector<std::string> names_of_draws(const model::ModelSettings& model) {
  if (model.draws == 1) return {model.name};
  std::vector<std::string> names;
  for (Index draw = 1; draw <= model.draws; ++draw) names.push_back(model.name + "-" + std::to_string(draw));
  return names;
}

void expand_draws(Experiment& experiment) {
  std::vector<model::ModelSettings> models;
  for (const model::ModelSettings& model : experiment.models) {
    for (model::ModelSettings& one : draws_of(model)) models.push_back(std::move(one));
    for (auto* filters : {&experiment.include, &experiment.exclude}) expand_filters(model, *filters);
  }
  experiment.models = std::move(models);
}

}  // namespace neurank::grid
