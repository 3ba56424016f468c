#include "schedule/run_folder.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

namespace neurank::schedule {
namespace {

namespace fs = std::filesystem;

/// "raw.train-1.head-0.h5"; the part may be empty.
std::string file_name(const std::string& variant, const std::string& stage, const std::string& part) {
  return variant + "." + stage + (part.empty() ? "" : "-" + part) + ".h5";
}

}  // namespace

fs::path RunFolder::activations(const std::string& model, const std::string& corpus) const {
  return root_ / "activations" / model / (corpus + ".h5");
}

fs::path RunFolder::unit(const grid::Experiment& experiment, const grid::Cell& cell, Stage stage,
                         const std::string& part) const {
  return root_ / "probes" / experiment.models[cell.model].name / experiment.tasks[cell.task].name /
         file_name(experiment.variants[cell.variant].name, name_of(stage), part);
}

fs::path RunFolder::unit_file(const std::string& id) const {
  std::vector<std::string> parts;
  for (const std::string_view part : split(id, '/')) parts.emplace_back(part);
  NEURANK_EXPECT(parts.size() > 2);
  const std::string &stage = parts[0], &model = parts[1];
  if (is_of_activations(id)) return activations(model, parts[2]);
  NEURANK_EXPECT(parts.size() > 3);
  const std::vector<std::string> rest(parts.begin() + 4, parts.end());
  return root_ / "probes" / model / parts[2] / file_name(parts[3], stage, join(rest, "."));
}

bool RunFolder::is_of_activations(const std::string& id) {
  const std::string stage = id.substr(0, id.find('/'));
  return stage == name_of(Stage::extract) || stage == complete_stage;
}

}  // namespace neurank::schedule
