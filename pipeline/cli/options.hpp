#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <optional>
#include <span>
#include <string>

#include "cli/commands.hpp"
#include "grid/experiment.hpp"
#include "model/model_settings.hpp"

namespace neurank::cli {

/// What a sub-command accepts.
struct Syntax {
  std::string usage;  ///< first line of the help, e.g. "neurank tokenize --model DIR"
  std::string about;  ///< a sentence or two
  boost::program_options::options_description options;
  std::string positional;  ///< name of the option that the one bare argument sets; empty: no bare argument
};

/// Parses arguments. With --help prints the help to stdout and returns nothing. Throws a usage Error that names the
/// wrong argument and the help.
std::optional<boost::program_options::variables_map> parse(const Syntax& syntax, const Arguments& arguments);

/// Adds the bare argument `grid` and --set, which commands that read a grid share.
void add_grid_options(boost::program_options::options_description& options);

/// Reads the grid that these options name. @param output the output folder in its place, when not empty
grid::Experiment read_grid(const boost::program_options::variables_map& values, const std::string& output = "");

/// The position among the names of the one that an option gives. Throws a usage Error when it gives another.
std::size_t position_of(const boost::program_options::variables_map& values, const std::string& option,
                        std::span<const char* const> names);

/// The enumerator that an option names. @param names of all enumerators, in their order
template <class Enum>
Enum choose(const boost::program_options::variables_map& values, const std::string& option,
            std::span<const char* const> names) {
  return static_cast<Enum>(position_of(values, option, names));
}

/// Adds --gelu, for commands that load a model.
void add_gelu_option(boost::program_options::options_description& options);

/// What --gelu chooses, when it is given.
std::optional<model::Gelu> chosen_gelu(const boost::program_options::variables_map& values);

}  // namespace neurank::cli
