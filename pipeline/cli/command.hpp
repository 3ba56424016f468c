#pragma once

#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/exit_codes.hpp"
#include "mpi/session.hpp"

namespace neurank::cli {

/// What follows the sub-command on the command line.
using Arguments = std::vector<std::string>;

/// An option of a sub-command.
struct Option {
  enum class Kind {
    text,  ///< --name VALUE
    list,  ///< the same, and may be repeated
    flag,  ///< --name alone
    bare,  ///< the one argument without a name, which must be there
    rest,  ///< all arguments without a name behind that one, at least one
  };
  Kind kind;
  std::string name;
  std::string value;  ///< what the help calls it
  std::string about;
  bool is_needed = false;
  std::optional<std::string> fallback = {};  ///< of a text that is not given
};

/// Options of each kind, as the list of a command's options makes them.
Option bare_argument(const std::string& name, const std::string& value, const std::string& about);
Option rest_arguments(const std::string& name, const std::string& value, const std::string& about);
Option needed_option(const std::string& name, const std::string& value, const std::string& about);
Option text_option(const std::string& name, const std::string& value, const std::string& about,
                   const std::optional<std::string>& fallback = std::nullopt);
Option list_option(const std::string& name, const std::string& value, const std::string& about);
Option flag_option(const std::string& name, const std::string& about);

/// What a user calls an option: its name with dashes, or what stands for a bare argument.
std::string called(const Option& option);

/// What the arguments of a sub-command say, by option.
class Values {
 public:
  explicit Values(std::map<std::string, std::vector<std::string>> values = {}) : values_(std::move(values)) {}

  /// Whether an option was given or has a fallback.
  bool has(const std::string& option) const { return values_.contains(option); }

  /// @pre has(option)
  const std::string& text(const std::string& option) const { return values_.at(option).front(); }

  std::vector<std::string> list(const std::string& option) const;

  /// A whole number of this range. Throws a usage Error for anything else. @pre has(option)
  template <class Number>
  Number number(const std::string& option, Number least = std::numeric_limits<Number>::min(),
                Number most = std::numeric_limits<Number>::max()) const {
    const auto found = number_of<Number>(text(option));
    if (!found || *found < least || *found > most)
      throw usage_error("--" + option + " " + text(option) + ": must be a whole number from " + std::to_string(least) +
                        " to " + std::to_string(most));
    return *found;
  }

 private:
  std::map<std::string, std::vector<std::string>> values_;
};

/// One call of a sub-command.
struct Call {
  const mpi::Session& session;
  Arguments arguments;                                          ///< as they were written
  Values values;                                                ///< the same, by option
  std::function<bool()> stop_requested = [] { return false; };  ///< for commands that end in order when asked to
};

/// A sub-command: what it accepts, what its help and the manual say of it, and what it does.
struct Command {
  std::string name;
  std::string about;  ///< a few words, for the list of commands
  bool collective;    ///< whether all ranks work on it together; rank 0 alone runs the others
  std::string usage;  ///< as in "neurank tokenize --model DIR"
  std::string description;
  std::vector<Option> options;
  bool stops = false;  ///< whether it ends in order when asked to

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
std::optional<Values> parse(const Command& command, const Arguments& arguments);

/// What `neurank COMMAND --help` prints.
std::string help(const Command& command);

/// Throws Error when what was printed cannot be written.
void expect_printed();

}  // namespace neurank::cli
