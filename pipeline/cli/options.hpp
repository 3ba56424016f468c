#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/names.hpp"
#include "grid/experiment.hpp"
#include "model/model_settings.hpp"

namespace neurank::cli {

/// Adds the bare argument `grid` and --set, which commands that read a grid share.
void add_grid_options(boost::program_options::options_description& options);

/// Reads the grid that these options name. @param output the output folder in its place, when not empty
grid::Experiment read_grid(const boost::program_options::variables_map& values, const std::string& output = "");

/// The Error of an option whose word is not one of its choices, for the caller to throw.
Error unknown_choice(const std::string& option, const std::string& given, const std::vector<std::string>& choices);

/// The enumerator that an option names. Throws a usage Error for any other word.
template <class Enum>
Enum choose(const boost::program_options::variables_map& values, const std::string& option) {
  const auto given = values[option].as<std::string>();
  if (const auto chosen = neurank::parse<Enum>(given)) return *chosen;
  throw unknown_choice(option, given, all_names<Enum>());
}

/// Adds --gelu, for commands that load a model.
void add_gelu_option(boost::program_options::options_description& options);

/// What --gelu chooses, when it is given.
std::optional<model::Gelu> chosen_gelu(const boost::program_options::variables_map& values);

}  // namespace neurank::cli
