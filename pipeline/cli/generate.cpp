#include <array>
#include <iostream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "corpus/generated_text.hpp"

namespace neurank::cli {
namespace {

namespace po = boost::program_options;

enum class TextFormat { conll, text };
constexpr std::array<const char*, 2> names_of(TextFormat) { return {"conll", "text"}; }

po::options_description options() {
  po::options_description options("options");
  options.add_options()("sentences", po::value<std::int64_t>()->required()->value_name("N"),
                        "number of sentences, at least 1")(
      "seed", po::value<std::uint64_t>()->default_value(0)->value_name("S"),
      "seed of the random numbers; the same seed gives the same sentences")(
      "format", po::value<std::string>()->default_value("conll"), "conll or text");
  return options;
}

int print_sentences(const Call& call) {
  const auto count = call.values["sentences"].as<std::int64_t>();
  if (count < 1)
    throw usage_error("--sentences " + std::to_string(count) + ": must be a number of sentences, at least 1");
  const auto seed = call.values["seed"].as<std::uint64_t>();
  const bool is_text = choose<TextFormat>(call.values, "format") == TextFormat::text;
  std::ios::sync_with_stdio(false);
  is_text ? corpus::write_generated_text(count, seed, std::cout)
          : corpus::write_generated_conll(count, seed, std::cout);
  if (!std::cout.flush()) throw input_error("standard output: cannot write", "check the disk or the reading program");
  return exit_done;
}

}  // namespace

Command generate_command() {
  return {.name = "generate",
          .about = "print invented sentences with known labels",
          .collective = false,
          .usage = "neurank generate --sentences N [--seed S] [--format conll|text]",
          .description =
              "Prints invented English sentences with the labels of every word. Formats:\n"
              "  conll  a word a line, an empty line after each sentence; fields between blanks: word " +
              join(corpus::generated_columns(), " ") +
              "\n"
              "  text   a sentence a line, words between blanks\n"
              "They are the training sentences of a grid's corpus with format: generated and the same seed.",
          .options = options(),
          .positional = "",
          .run = print_sentences};
}

}  // namespace neurank::cli
