#include "cli/options.hpp"

#include "base/text.hpp"
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

std::vector<Option> with_selection(std::vector<Option> options) {
  options.push_back(
      text_option("site", "SITE", "where activations are read: " + join(all_names<model::Site>(), ", "), "residual"));
  options.push_back(
      text_option("layers", "LAYERS", "layers to read, as in 0,3 or -4..-1; -1 is the last; all when left out"));
  return options;
}

model::LayerSelection chosen_selection(const Values& values) {
  model::LayerSelection selection{.site = choose<model::Site>(values, "site")};
  if (!values.has("layers")) return selection;
  const std::string& text = values.text("layers");
  for (const std::string_view part : split(text, ',')) {
    const auto layers = model::parse_layers(part);
    if (!layers)
      throw usage_error("--layers " + text + ": " + in_quotes(part) + " is no layer and no range of layers",
                        "as in 0,3 or -4..-1");
    selection.layers.push_back(*layers);
  }
  return selection;
}

std::string chosen_family(const Values& values) { return values.has("family") ? values.text("family") : std::string(); }

std::optional<model::Gelu> chosen_gelu(const Values& values) {
  if (!values.has("gelu")) return std::nullopt;
  return choose<model::Gelu>(values, "gelu");
}

}  // namespace neurank::cli
