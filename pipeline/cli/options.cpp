#include "cli/options.hpp"

#include "grid/reader.hpp"

namespace neurank::cli {

std::vector<Option> grid_options(const std::vector<Option>& own) {
  std::vector<Option> options = {bare_argument("grid", "GRID.yaml", "experiment grid"),
                                 list_option("set", "KEY=VALUE", "change a setting of the grid")};
  options.insert(options.end(), own.begin(), own.end());
  return options;
}

grid::Experiment read_grid(const Values& values, const std::string& output) {
  return grid::read_experiment(values.text("grid"), values.list("set"), output);
}

std::filesystem::path output_file(const Values& values) {
  auto file = std::filesystem::absolute(values.text("output"));
  if (std::filesystem::is_directory(file))
    throw usage_error("--output " + values.text("output") + ": is a folder", "name a file in it");
  return file;
}

Error unknown_choice(const std::string& option, const std::string& given, const std::vector<std::string>& choices) {
  return usage_error("--" + option + " " + given + ": is not one of " + join(choices, ", "));
}

Option gelu_option() {
  return text_option("gelu", "tanh|erf",
                     "for XLNet only: tanh (the authors' code and transformers up to 3.2.0; also when left out) or erf "
                     "(later releases)");
}

Option family_option() {
  return text_option("family", "NAME", "of the model, where its config does not tell it, such as bert");
}

std::string chosen_family(const Values& values) { return values.has("family") ? values.text("family") : std::string(); }

std::optional<model::Gelu> chosen_gelu(const Values& values) {
  if (!values.has("gelu")) return std::nullopt;
  return choose<model::Gelu>(values, "gelu");
}

}  // namespace neurank::cli
