#include "cli/options.hpp"

#include "base/text.hpp"
#include "grid/reader.hpp"

namespace neurank::cli {

namespace po = boost::program_options;

void add_grid_options(po::options_description& options) {
  options.add_options()("grid", po::value<std::string>()->required(), "experiment grid (YAML)")(
      "set", po::value<std::vector<std::string>>()->default_value({}, ""),
      "KEY=VALUE: change a setting of the grid; may be repeated");
}

grid::Experiment read_grid(const po::variables_map& values, const std::string& output) {
  return grid::read_experiment(values["grid"].as<std::string>(), values["set"].as<std::vector<std::string>>(), output);
}

Error unknown_choice(const std::string& option, const std::string& given, const std::vector<std::string>& choices) {
  return usage_error("--" + option + " " + given + ": is not one of " + join(choices, ", "));
}

void add_gelu_option(po::options_description& options) {
  options.add_options()("gelu", po::value<std::string>(),
                        "for XLNet only: tanh (the authors' code and transformers up to 3.2.0; also when left out) or "
                        "erf (later releases)");
}

std::optional<model::Gelu> chosen_gelu(const po::variables_map& values) {
  if (values.count("gelu") == 0) return std::nullopt;
  return choose<model::Gelu>(values, "gelu");
}

}  // namespace neurank::cli
