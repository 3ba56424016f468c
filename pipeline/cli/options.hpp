#pragma once

#include <boost/program_options.hpp>
#include <optional>
#include <string>

#include "cli/commands.hpp"
#include "grid/experiment.hpp"

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

}  // namespace neurank::cli
