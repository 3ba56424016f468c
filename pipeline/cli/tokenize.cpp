#include <iostream>

#include "base/error.hpp"
#include "cli/commands.hpp"
#include "tokenizer/sentence_json.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::cli {
namespace {

std::vector<Option> options() {
  return {needed_option("model", "DIR", "folder of a published model; its vocabulary is read, not its weights")};
}

int print_pieces(const Call& call) {
  const auto tokenizer = tokenizer::load_tokenizer(call.values.text("model"));
  std::ios::sync_with_stdio(false);
  tokenizer::write_sentences(*tokenizer, std::cin, "standard input", std::cout);
  expect_printed();
  return exit_done;
}

}  // namespace

Command tokenize_command() {
  return {.name = "tokenize",
          .about = "show how a model cuts words into pieces",
          .collective = false,
          .usage = "neurank tokenize --model DIR < SENTENCES",
          .description =
              "Reads one sentence a line, words cut at white space, and prints one JSON object a line:\n"
              "  words   the words as read\n"
              "  pieces  what the model reads, its special pieces ([CLS], [SEP]) included\n"
              "  ids     the pieces' numbers in the vocabulary\n"
              "  spans   for each word [begin, end): its pieces' positions in `pieces`, from 0;\n"
              "          begin = end where the tokenizer drops the word",
          .options = options(),
          .run = print_pieces};
}

}  // namespace neurank::cli
