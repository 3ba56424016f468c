#include "cli/manual.hpp"

#include <gtest/gtest.h>

#include <set>

#include "cli/commands.hpp"
#include "support/refusal.hpp"

namespace neurank::cli {
namespace {

Command sample() {
  return {.name = "dig",
          .about = "digs",
          .collective = false,
          .usage = "neurank dig GRID.yaml",
          .description = "Digs.\n'quoted'",
          .options = {bare_argument("grid", "GRID.yaml", "the grid"), needed_option("place", "X", "where"),
                      text_option("depth", "N", ".5 is no depth", "2"), list_option("tool", "NAME", "what to dig with"),
                      flag_option("fast", "back\\slash")},
          .run = nullptr};
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Manual, shows_every_option_of_a_command_as_roff_prints_it_unchanged) {
  const std::string page = manual({sample()}, {{"--version", "the version", nullptr}});
  EXPECT_TRUE(holds(page, ".TP\n.B \\-\\-version\nthe version\n"));
  EXPECT_TRUE(holds(page, ".SS dig\n.B neurank dig GRID.yaml\n.PP\n.nf\nDigs.\n\\&'quoted'\n.fi\n"));
  EXPECT_TRUE(holds(page, ".TP\n.B GRID.yaml\nthe grid\n")) << "a bare argument has no dashes";
  EXPECT_TRUE(holds(page, ".TP\n.B \\-\\-depth N (=2)\n\\&.5 is no depth\n"));
  EXPECT_TRUE(holds(page, ".TP\n.B \\-\\-fast\nback\\eslash\n")) << "a switch has no argument";
}

TEST(BashCompletion, offers_commands_first_and_then_the_options_of_the_command) {
  const std::string script = bash_completion({sample()}, {{"--version", "the version", nullptr}});
  EXPECT_TRUE(holds(script, "dig) words=\"--place --depth --tool --fast --help\" ;;"));
  EXPECT_TRUE(holds(script, "\"\") words=\"dig --version\" ;;"));
}

TEST(Command, takes_its_options_as_they_are_declared) {
  const auto values = parse(sample(), {"my.yaml", "--place", "here", "--tool", "a", "--tool", "b", "--fast"});
  ASSERT_TRUE(values);
  EXPECT_EQ(values->text("grid"), "my.yaml");
  EXPECT_EQ(values->text("place"), "here");
  EXPECT_EQ(values->list("tool"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(values->has("fast"));
  EXPECT_EQ(values->number<int>("depth"), 2) << "the fallback";
  const auto plain = parse(sample(), {"my.yaml", "--place=here", "--depth", "-3"});
  EXPECT_FALSE(plain->has("fast"));
  EXPECT_TRUE(plain->list("tool").empty());
  EXPECT_EQ(plain->number<int>("depth"), -3);
  EXPECT_FALSE(parse(sample(), {"--help"})) << "help is asked for, whatever is missing";
}

TEST(Command, refuses_what_it_does_not_take_and_says_how_it_is_used) {
  const auto said = [](const Arguments& arguments) {
    return test::refusal([&] { parse(sample(), arguments).value().number<int>("depth", 0, 9); }, Cause::usage);
  };
  const std::string usage = "; usage: neurank dig GRID.yaml";
  EXPECT_EQ(said({"g", "--place", "x", "--place", "y"}), "--place is given twice" + usage);
  EXPECT_EQ(said({"g"}), "--place is missing" + usage);
  EXPECT_EQ(said({"--place", "x"}), "GRID.yaml is missing" + usage);
  EXPECT_EQ(said({"g", "--place", ""}), "--place is empty" + usage);
  EXPECT_EQ(said({"g", "--plac", "x"}), "unrecognised option '--plac'" + usage);
  EXPECT_EQ(said({"g", "--place", "x", "--deep"}), "unrecognised option '--deep'" + usage);
  EXPECT_EQ(said({"g", "h", "--place", "x"}),
            "too many positional options have been specified on the command line" + usage);
  EXPECT_EQ(said({"g", "--place", "x", "--depth", "2.5"}), "--depth 2.5: must be a whole number from 0 to 9");
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
