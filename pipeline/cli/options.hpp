#pragma once

#include <boost/program_options.hpp>
#include <optional>
#include <string>

#include "cli/commands.hpp"

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

}  // namespace neurank::cli
