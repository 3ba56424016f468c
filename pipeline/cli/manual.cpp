#include "cli/manual.hpp"

#include <sstream>

#include "base/text.hpp"
#include "base/version.hpp"

namespace neurank::cli {
namespace {

/// Text as roff prints it unchanged. A line that begins with blanks begins a new line on paper, too.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    const bool line_begins = result.empty() || result.back() == '\n';
    if (line_begins && (c == '.' || c == '\'')) result += "\\&";
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else
      result += c;
  }
  return result;
}

void add_entry(std::ostream& page, const std::string& term, const std::string& text) {
  page << ".TP\n.B " << escaped(term) << '\n' << escaped(text) << '\n';
}

std::string spelled(const Option& option) {
  const bool shows_value = option.kind == Option::Kind::text || option.kind == Option::Kind::list;
  return called(option) + (shows_value ? " " + option.value : "") +
         (option.fallback ? " (=" + *option.fallback + ")" : "");
}

void add_command(std::ostream& page, const Command& command) {
  const bool has_lines = command.description.find('\n') != std::string::npos;
  page << ".SS " << escaped(command.name) << "\n.B " << escaped(command.usage) << "\n.PP\n"
       << (has_lines ? ".nf\n" : "") << escaped(command.description) << (has_lines ? "\n.fi\n" : "\n");
  for (const Option& option : command.options) add_entry(page, spelled(option), option.about);
}

/// The names of a command's options, with their dashes.
std::string option_names(const Command& command) {
  std::vector<std::string> names;
  for (const Option& option : command.options)
    if (option.kind != Option::Kind::bare && option.kind != Option::Kind::rest) names.push_back(called(option));
  names.emplace_back("--help");
  return join(names, " ");
}

}  // namespace

std::string manual(const std::vector<Command>& commands, const std::vector<GlobalOption>& options) {
  std::ostringstream page;
  page
      << ".TH NEURANK 1 \"\" \"neurank " << build_facts().version << "\"\n.nh\n.ad l\n"
      << ".SH NAME\nneurank \\- finds, ranks and tests the neurons of language models that carry linguistic "
         "information\n"
      << ".SH SYNOPSIS\n.B neurank\nCOMMAND [ARGUMENTS]\n.PP\n.B mpirun \\-n RANKS neurank\nCOMMAND [ARGUMENTS]\n"
      << ".SH DESCRIPTION\nA grid, a YAML file, names pretrained models, annotated corpora and tasks. A run extracts "
         "every layer's activations for every word, trains probes on them, ranks all neurons by what the probes "
         "learned, and checks the ranking by switching neurons off. Any number of MPI ranks share the work; a run that "
         "was stopped goes on with the same command.\n"
      << ".SH OPTIONS\n";
  for (const GlobalOption& option : options) add_entry(page, option.name, option.about);
  page << ".SH COMMANDS\n";
  for (const Command& command : commands) add_command(page, command);
  page << ".SH EXIT STATUS\n";
  add_entry(page, std::to_string(exit_done), "Done.");
  add_entry(page, std::to_string(exit_usage), "The command line or the grid is wrong.");
  add_entry(page, std::to_string(exit_input), "A file is bad or missing, or a resource is lacking.");
  add_entry(page, std::to_string(exit_stopped), "Stopped on request; the same command resumes.");
  add_entry(page, std::to_string(exit_failed), "Anything else: units failed, or a check did.");
  page << ".SH FILES\nGrids to start from lie in\n.I share/neurank/config\nbelow the folder of the installation, with "
          "the reference of every key in\n.IR README.md ;\n.I share/neurank/jobs\nand\n.I share/neurank/slurm\nhold "
          "launchers for one machine and for clusters.\n";
  return page.str();
}

std::string bash_completion(const std::vector<Command>& commands, const std::vector<GlobalOption>& options) {
  std::vector<std::string> first;
  std::ostringstream cases;
  for (const Command& command : commands) {
    first.push_back(command.name);
    cases << "    " << command.name << ") words=\"" << option_names(command) << "\" ;;\n";
  }
  for (const GlobalOption& option : options) first.push_back(option.name);
  return "# Completes the command lines of neurank in bash: commands, their options, and files.\n"
         "_neurank() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} words=\"\"\n"
         "  COMPREPLY=()\n"
         "  if [ \"$COMP_CWORD\" -gt 1 ] && [[ $word != -* ]]; then return; fi\n"
         "  case $([ \"$COMP_CWORD\" -gt 1 ] && echo \"${COMP_WORDS[1]}\") in\n" +
         cases.str() + "    \"\") words=\"" + join(first, " ") +
         "\" ;;\n"
         "  esac\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
         "}\n"
         "complete -o default -F _neurank neurank\n";
}

}  // namespace neurank::cli
