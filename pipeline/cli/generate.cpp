#include <array>
#include <iostream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/options.hpp"
#include "corpus/generated_text.hpp"

namespace neurank::cli {
namespace {

enum class TextFormat { conll, text };
constexpr std::array<const char*, 2> names_of(TextFormat) { return {"conll", "text"}; }

constexpr std::int64_t max_sentences = 1'000'000'000;

std::vector<Option> options() {
  return {needed_option("sentences", "N", "number of sentences, at least 1"),
          text_option("seed", "S", "seed of the random numbers; the same seed gives the same sentences", "0"),
          text_option("format", "FORMAT", join(all_names<TextFormat>(), " or "), "conll")};
}

int print_sentences(const Call& call) {
  const auto count = call.values.number<std::int64_t>("sentences", 1, max_sentences);
  const auto seed = call.values.number<std::uint64_t>("seed");
  const bool is_text = choose<TextFormat>(call.values, "format") == TextFormat::text;
  std::ios::sync_with_stdio(false);
  is_text ? corpus::write_generated_text(count, seed, std::cout)
          : corpus::write_generated_conll(count, seed, std::cout);
  expect_printed();
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
          .run = print_sentences};
}

}  // namespace neurank::cli
