#include "cli/program.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iomanip>
#include <iostream>
#include <optional>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/manual.hpp"
#include "mpi/together.hpp"
#include "schedule/stop_signal.hpp"

namespace neurank::cli {
namespace {

std::vector<GlobalOption> global_options();

void print_usage(std::ostream& out) {
  out << "usage: neurank COMMAND ...   (neurank COMMAND --help says more)\n\n";
  const auto line = [&](const std::string& name, const std::string& about) {
    out << "  " << std::left << std::setw(19) << name << about << '\n';
  };
  for (const Command& command : all_commands()) line(command.name, command.about);
  for (const GlobalOption& option : global_options()) line(option.name, option.about);
}

void print_manual(std::ostream& out) { out << manual(all_commands(), global_options()); }

void print_bash_completion(std::ostream& out) { out << bash_completion(all_commands(), global_options()); }

std::vector<GlobalOption> global_options() {
  return {{"--help", "the commands and what they do", print_usage},
          {"--version", "version, revision, compiler and libraries", print_version},
          {"--manual", "the man page of all commands", print_manual},
          {"--bash-completion", "what bash completes command lines with", print_bash_completion}};
}

Command find_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : all_commands()) {
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

/// Prints on rank 0. Collective.
void print(const mpi::Communicator& world, const std::function<void(std::ostream&)>& write) {
  mpi::on_root(world, [&] {
    write(std::cout);
    expect_printed();
  });
}

/// Prints what stands in place of a command. @return whether there is such an option
bool print_global(const mpi::Communicator& world, const std::string& name) {
  for (const GlobalOption& option : global_options()) {
    if (name != option.name && !(name == "-h" && option.name == "--help")) continue;
    print(world, option.print);
    return true;
  }
  return false;
}

int run_here(const Command& command, const Call& call) {
  const auto& world = call.session.world();
  if (command.collective) return command.run(call);
  int code = exit_done;
  mpi::on_root(world, [&] { code = command.run(call); });
  return std::stoi(world.broadcast(std::to_string(code)));
}

/// Ends this process, and with it what was started together with it.
void end_at_once() {
  std::cerr << "neurank: ended at once, as a stop was asked for twice or took too long" << std::endl;
  std::_Exit(exit_stopped);
}

/// Whether these arguments are of a command that ends in order when asked to.
bool stops(const Arguments& arguments) {
  return !arguments.empty() && std::ranges::any_of(all_commands(), [&](const Command& command) {
    return command.stops && command.name == arguments[0];
  });
}

int call(const mpi::Session& session, const Arguments& arguments, const std::function<bool()>& stop_requested) {
  const auto& world = session.world();
  if (arguments.size() < 2 && print_global(world, arguments.empty() ? "--help" : arguments[0]))
    return arguments.empty() ? exit_usage : exit_done;
  Call call{session, {arguments.begin() + 1, arguments.end()}, Values(), stop_requested};
  std::optional<Command> command;
  bool asks_for_help = false;
  mpi::together(world, [&] {
    command.emplace(find_command(arguments[0]));
    const auto values = parse(*command, call.arguments);
    asks_for_help = !values;
    if (values) call.values = *values;
  });
  if (!asks_for_help) return run_here(*command, call);
  print(world, [&](std::ostream& out) { out << help(*command); });
  return exit_done;
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

int guarded(const mpi::Session& session, const Arguments& arguments, const std::function<bool()>& stop_requested) {
  try {
    return call(session, arguments, stop_requested);
  } catch (const mpi::AgreedError& error) {
    return report(session, error.what(), exit_code(error), true);
  } catch (const mpi::AgreedFailure& error) {
    return report(session, error.what(), exit_failed, true);
  } catch (const Error& error) {
    return report(session, error.what(), exit_code(error), false);
  } catch (const std::filesystem::filesystem_error& error) {
    return report(session, access_error(error).what(), exit_input, false);
  } catch (const std::exception& error) {
    return report(session, std::string("internal error: ") + error.what(), exit_failed, false);
  }
}

}  // namespace

int program(int argc, char** argv) {
  try {
    std::optional<schedule::StopSignals> signals;
    if (stops({argv + 1, argv + argc})) signals.emplace(end_at_once);  // before MPI's threads start: none is to get one
    const mpi::Session session(argc, argv);
    return guarded(session, {argv + 1, argv + argc}, [&] { return signals && signals->requested(); });
  } catch (const std::exception& error) {
    std::cerr << "neurank: " << error.what() << std::endl;
    return exit_failed;
  }
}

}  // namespace neurank::cli
