#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/names.hpp"
#include "cli/command.hpp"
#include "grid/experiment.hpp"
#include "model/layer_selection.hpp"
#include "model/model_settings.hpp"

namespace neurank::cli {

/// The bare argument `grid` and --set, which commands that read a grid share, and options of their own.
std::vector<Option> grid_options(const std::vector<Option>& own = {});

/// Reads the grid that these options name. @param output the output folder in its place, when not empty
grid::Experiment read_grid(const Values& values, const std::string& output = "");

/// The file that --output names, absolute. Throws a usage Error when it is a folder.
std::filesystem::path output_file(const Values& values);

/// The Error of an option whose word is not one of its choices, for the caller to throw.
Error unknown_choice(const std::string& option, const std::string& given, const std::vector<std::string>& choices);

/// The enumerator that an option names. Throws a usage Error for any other word. @pre the option has a value
template <class Enum>
Enum choose(const Values& values, const std::string& option) {
  const std::string& given = values.text(option);
  if (const auto chosen = neurank::parse<Enum>(given)) return *chosen;
  throw unknown_choice(option, given, all_names<Enum>());
}

/// --gelu, for commands that load a model.
Option gelu_option();

/// --family, likewise: for configs that do not name it.
Option family_option();

/// What --family says, or nothing.
std::string chosen_family(const Values& values);

/// Options with --site and --layers behind them: what of a model is read.
std::vector<Option> with_selection(std::vector<Option> options);

/// What these two say. Throws a usage Error for layers that are none.
model::LayerSelection chosen_selection(const Values& values);

/// What --gelu chooses, when it is given.
std::optional<model::Gelu> chosen_gelu(const Values& values);

}  // namespace neurank::cli
