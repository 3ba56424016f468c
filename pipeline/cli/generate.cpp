#include <array>
#include <iostream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/options.hpp"
#include "corpus/generated_text.hpp"

namespace neurank::cli {
namespace {

namespace po = boost::program_options;

enum class TextFormat { conll, text };
constexpr std::array<const char*, 2> names_of(TextFormat) { return {"conll", "text"}; }

Syntax syntax() {
  Syntax syntax{"neurank generate --sentences N [--seed S] [--format conll|text]",
                "Prints invented English sentences with the labels of every word. Formats:\n"
                "  conll  a word a line, an empty line after each sentence; fields between blanks: word " +
                    join(corpus::generated_columns(), " ") +
                    "\n"
                    "  text   a sentence a line, words between blanks\n"
                    "They are the training sentences of a grid's corpus with format: generated and the same seed.",
                po::options_description("options"), ""};
  syntax.options.add_options()("sentences", po::value<std::int64_t>()->required()->value_name("N"),
                               "number of sentences, at least 1")(
      "seed", po::value<std::uint64_t>()->default_value(0)->value_name("S"),
      "seed of the random numbers; the same seed gives the same sentences")(
      "format", po::value<std::string>()->default_value("conll"), "conll or text");
  return syntax;
}

}  // namespace

int generate(const mpi::Session&, const Arguments& arguments) {
  const auto values = parse(syntax(), arguments);
  if (!values) return exit_done;
  const auto count = (*values)["sentences"].as<std::int64_t>();
  if (count < 1)
    throw usage_error("--sentences " + std::to_string(count) + ": must be a number of sentences, at least 1");
  const auto seed = (*values)["seed"].as<std::uint64_t>();
  const bool is_text = choose<TextFormat>(*values, "format") == TextFormat::text;
  std::ios::sync_with_stdio(false);
  is_text ? corpus::write_generated_text(count, seed, std::cout)
          : corpus::write_generated_conll(count, seed, std::cout);
  if (!std::cout.flush()) throw input_error("standard output: cannot write", "check the disk or the reading program");
  return exit_done;
}

}  // namespace neurank::cli
