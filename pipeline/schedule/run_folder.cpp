#include "schedule/run_folder.hpp"

namespace neurank::schedule {

namespace fs = std::filesystem;

fs::path RunFolder::activations(const std::string& model, const std::string& corpus) const {
  return root_ / "activations" / model / (corpus + ".h5");
}

fs::path RunFolder::unit(const grid::Experiment& experiment, const grid::Cell& cell, Stage stage,
                         const std::string& part) const {
  std::string name = experiment.variants[cell.variant].name + "." + name_of(stage);
  if (!part.empty()) name += "-" + part;
  return root_ / "probes" / experiment.models[cell.model].name / experiment.tasks[cell.task].name / (name + ".h5");
}

}  // namespace neurank::schedule
