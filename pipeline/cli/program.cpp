#include <algorithm>
#include <iostream>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "mpi/together.hpp"

namespace neurank::cli {
namespace {

struct Command {
  const char* name;
  int (*function)(const mpi::Session&, const Arguments&);
  bool collective;
  const char* about;
};

constexpr Command commands[] = {
    {"run", run, true, "run an experiment grid, or resume it"},
    {"pretrain", pretrain, true, "train the language models of a grid from nothing"},
    {"plan", plan, false, "show what a run would do and need, without doing it"},
    {"status", status, false, "show which units of a run are done, left and failed"},
    {"alignment", alignment, false, "show how words and pieces of a grid's models and corpora match"},
    {"extract", extract, true, "write one activation file, without a grid"},
    {"generate", generate, false, "print invented sentences with known labels"},
    {"tokenize", tokenize, false, "show how a model cuts words into pieces"},
    {"states", states, false, "write the hidden states of given piece ids"},
    {"verify", verify, false, "check a run against its inputs"},
    {"doctor", doctor, true, "check this installation and machine"},
};

void print_usage(std::ostream& out) {
  out << "usage: neurank COMMAND ...   (neurank COMMAND --help says more)\n\n";
  for (const Command& command : commands) {
    std::string name = command.name;
    name.resize(10, ' ');
    out << "  " << name << command.about << '\n';
  }
  out << "  --version version, revision, compiler and libraries\n";
}

const Command& find_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : commands) {
    if (name == command.name) return command;
    names.push_back(command.name);
  }
  const auto meant = nearest(name, names);
  throw usage_error("there is no command " + name, meant ? "did you mean " + *meant + "?" : "see neurank --help");
}

int exit_code(const Error& error) {
  switch (error.cause()) {
    case Cause::usage:
      return exit_usage;
    case Cause::input:
      return exit_input;
    case Cause::interrupted:
      return exit_stopped;
  }
  return exit_failed;
}

int call(const mpi::Session& session, const Arguments& arguments) {
  const std::string name = arguments.empty() ? "--help" : arguments[0];
  if (name == "--help" || name == "-h" || name == "--version") {
    if (session.world().is_root()) name == "--version" ? print_version(std::cout) : print_usage(std::cout);
    return arguments.empty() ? exit_usage : exit_done;
  }
  const Arguments rest(arguments.begin() + 1, arguments.end());
  std::optional<Command> command;
  mpi::together(session.world(), [&] { command = find_command(name); });
  if (command->collective) return command->function(session, rest);
  int code = exit_done;
  mpi::on_root(session.world(), [&] { code = command->function(session, rest); });
  return std::stoi(session.world().broadcast(std::to_string(code)));
}

/// An error that all ranks know of ends them all in the ordinary way and is told by rank 0; any other error is this
/// rank's alone, and the others would wait for it forever.
int report(const mpi::Session& session, const std::string& message, int code, bool agreed) {
  const auto& world = session.world();
  const std::string who = agreed || world.size() == 1 ? "" : "rank " + std::to_string(world.rank()) + ": ";
  if (world.is_root() || !agreed) std::cerr << "neurank: " << who << message << std::endl;
  if (!agreed && world.size() > 1) session.abort(code);
  return code;
}

int guarded(const mpi::Session& session, const Arguments& arguments) {
  try {
    return call(session, arguments);
  } catch (const mpi::AgreedError& error) {
    return report(session, error.what(), exit_code(error), true);
  } catch (const mpi::AgreedFailure& error) {
    return report(session, error.what(), exit_failed, true);
  } catch (const Error& error) {
    return report(session, error.what(), exit_code(error), false);
  } catch (const std::exception& error) {
    return report(session, std::string("internal error: ") + error.what(), exit_failed, false);
  }
}

}  // namespace

int program(int argc, char** argv) {
  try {
    const mpi::Session session(argc, argv);
    return guarded(session, {argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "neurank: " << error.what() << std::endl;
    return exit_failed;
  }
}

}  // namespace neurank::cli
