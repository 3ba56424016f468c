#include "cli/manual.hpp"

#include <gtest/gtest.h>

#include <set>

#include "cli/commands.hpp"

namespace neurank::cli {
namespace {

namespace po = boost::program_options;

Command sample() {
  po::options_description options("options");
  options.add_options()("grid", po::value<std::string>(), "the grid")(
      "depth", po::value<int>()->default_value(2), ".5 is no depth")("fast", po::bool_switch(), "back\\slash");
  return {.name = "dig",
          .about = "digs",
          .collective = false,
          .usage = "neurank dig GRID.yaml",
          .description = "Digs.\n'quoted'",
          .options = options,
          .positional = "grid",
          .run = nullptr};
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Manual, shows_every_option_of_a_command_as_roff_prints_it_unchanged) {
  const std::string page = manual({sample()}, {{"--version", "the version", nullptr}});
  EXPECT_TRUE(holds(page, ".TP\n.B \\-\\-version\nthe version\n"));
  EXPECT_TRUE(holds(page, ".SS dig\n.B neurank dig GRID.yaml\n.PP\nDigs.\n\\&'quoted'\n"));
  EXPECT_TRUE(holds(page, ".TP\n.B grid\nthe grid\n")) << "a bare argument has no dashes";
  EXPECT_TRUE(holds(page, ".TP\n.B \\-\\-depth arg (=2)\n\\&.5 is no depth\n"));
  EXPECT_TRUE(holds(page, ".TP\n.B \\-\\-fast\nback\\eslash\n")) << "a switch has no argument";
}

TEST(BashCompletion, offers_commands_first_and_then_the_options_of_the_command) {
  const std::string script = bash_completion({sample()}, {{"--version", "the version", nullptr}});
  EXPECT_TRUE(holds(script, "dig) words=\"--depth --fast --help\" ;;"));
  EXPECT_TRUE(holds(script, "\"\") words=\"dig --version\" ;;"));
}

TEST(Commands, have_names_of_their_own_a_help_and_something_to_do) {
  std::set<std::string> names;
  for (const Command& command : all_commands()) {
    EXPECT_TRUE(names.insert(command.name).second) << command.name;
    EXPECT_TRUE(command.usage.starts_with("neurank " + command.name)) << command.usage;
    EXPECT_TRUE(holds(help(command), command.description)) << command.name;
    EXPECT_NE(command.run, nullptr) << command.name;
  }
}

}  // namespace
}  // namespace neurank::cli
