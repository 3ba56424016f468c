#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "cli/exit_codes.hpp"
#include "mpi/session.hpp"

namespace neurank::cli {

/// What follows the sub-command on the command line.
using Arguments = std::vector<std::string>;

/// One call of a sub-command.
struct Call {
  const mpi::Session& session;
  Arguments arguments;                           ///< as they were written
  boost::program_options::variables_map values;  ///< the same, by option
};

/// A sub-command: what it accepts, what its help and the manual say of it, and what it does.
struct Command {
  std::string name;
  std::string about;  ///< a few words, for the list of commands
  bool collective;    ///< whether all ranks work on it together; rank 0 alone runs the others
  std::string usage;  ///< as in "neurank tokenize --model DIR"
  std::string description;
  boost::program_options::options_description options;
  std::string positional;  ///< name of the option that the one bare argument sets; empty: no bare argument

  /// Returns the exit code. Throws Error for what the user can correct; a collective one throws on all ranks.
  int (*run)(const Call&);
};

/// An option that stands in place of a sub-command.
struct GlobalOption {
  std::string name;  ///< with its dashes
  std::string about;
  void (*print)(std::ostream&);
};

/// What a command's arguments say, or nothing when they ask for help. Throws a usage Error that names the wrong
/// argument and the usage.
std::optional<boost::program_options::variables_map> parse(const Command& command, const Arguments& arguments);

/// What `neurank COMMAND --help` prints.
std::string help(const Command& command);

}  // namespace neurank::cli
