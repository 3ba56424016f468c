#include "grid/experiment.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank::grid {
namespace {

bool selects(const CellFilter& filter, const Experiment& experiment, const Cell& cell) {
  const auto accepts = [](const std::string& wanted, const std::string& name) {
    return wanted.empty() || wanted == name;
  };
  return accepts(filter.model, experiment.models[cell.model].name) &&
         accepts(filter.task, experiment.tasks[cell.task].name) &&
         accepts(filter.variant, experiment.variants[cell.variant].name);
}

bool is_wanted(const Experiment& experiment, const Cell& cell) {
  const auto any = [&](const std::vector<CellFilter>& filters) {
    return std::any_of(filters.begin(), filters.end(), [&](const auto& f) { return selects(f, experiment, cell); });
  };
  return (experiment.include.empty() || any(experiment.include)) && !any(experiment.exclude);
}

}  // namespace

bool Analyses::has(analysis::Study study) const {
  using analysis::Study;
  switch (study) {
    case Study::layers:
      return single_layers;
    case Study::basis:
      return basis;
    case Study::mdl:
      return mdl;
    case Study::redundancy:
      return redundancy;
    case Study::monosemanticity:
      return monosemanticity;
    case Study::knockoffs:
      return knockoffs.draws > 0;
    case Study::best_set:
      return best_set.max > 0;
  }
  NEURANK_EXPECT(false);
  return false;
}

std::vector<Cell> expand_cells(const Experiment& experiment) {
  std::vector<Cell> cells;
  for (std::size_t model = 0; model < experiment.models.size(); ++model)
    for (std::size_t task = 0; task < experiment.tasks.size(); ++task)
      for (std::size_t variant = 0; variant < experiment.variants.size(); ++variant)
        if (const Cell cell{model, task, variant}; is_wanted(experiment, cell)) cells.push_back(cell);
  return cells;
}

report::CellName cell_names(const Experiment& experiment, const Cell& cell) {
  return {experiment.models[cell.model].name, experiment.tasks[cell.task].name, experiment.variants[cell.variant].name};
}

std::uint64_t selection_seed(const Experiment& experiment, const Task& task) {
  return derive_seed(experiment.seed, "selection " + task.corpus);
}

const corpus::CorpusSettings& corpus_of(const Experiment& experiment, const Task& task) {
  const auto& corpora = experiment.corpora;
  const auto found = std::find_if(corpora.begin(), corpora.end(), [&](const auto& c) { return c.name == task.corpus; });
  NEURANK_EXPECT(found != corpora.end());
  return *found;
}

}  // namespace neurank::grid
