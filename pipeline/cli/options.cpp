#include "cli/options.hpp"

#include <iostream>

#include "base/error.hpp"
#include "grid/reader.hpp"

namespace neurank::cli {

namespace po = boost::program_options;

std::optional<po::variables_map> parse(const Syntax& syntax, const Arguments& arguments) {
  po::options_description all(syntax.options);
  all.add_options()("help,h", "print this help");
  po::positional_options_description positional;
  if (!syntax.positional.empty()) positional.add(syntax.positional.c_str(), 1);
  po::variables_map values;
  try {
    po::store(po::command_line_parser(arguments).options(all).positional(positional).run(), values);
    if (values.count("help") > 0) {
      std::cout << syntax.usage << "\n\n" << syntax.about << "\n\n" << all;
      return std::nullopt;
    }
    po::notify(values);
  } catch (const po::error& error) {
    throw usage_error(error.what(), "usage: " + syntax.usage);
  }
  return values;
}

void add_grid_options(po::options_description& options) {
  options.add_options()("grid", po::value<std::string>()->required(), "experiment grid (YAML)")(
      "set", po::value<std::vector<std::string>>()->default_value({}, ""),
      "KEY=VALUE: change a setting of the grid; may be repeated");
}

grid::Experiment read_grid(const po::variables_map& values, const std::string& output) {
  return grid::read_experiment(values["grid"].as<std::string>(), values["set"].as<std::vector<std::string>>(), output);
}

}  // namespace neurank::cli
