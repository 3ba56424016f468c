#include <iostream>

#include "base/error.hpp"
#include "cli/options.hpp"
#include "tokenizer/sentence_json.hpp"
#include "tokenizer/tokenizer.hpp"

namespace neurank::cli {
namespace {

namespace po = boost::program_options;

Syntax syntax() {
  Syntax syntax{"neurank tokenize --model DIR < SENTENCES",
                "Reads one sentence a line, words cut at white space, and prints one JSON object a line:\n"
                "  words   the words as read\n"
                "  pieces  what the model reads, its special pieces ([CLS], [SEP]) included\n"
                "  ids     the pieces' numbers in the vocabulary\n"
                "  spans   for each word [begin, end): its pieces' positions in `pieces`, from 0;\n"
                "          begin = end where the tokenizer drops the word",
                po::options_description("options"), ""};
  syntax.options.add_options()("model", po::value<std::string>()->required()->value_name("DIR"),
                               "folder of a published model; its vocabulary is read, not its weights");
  return syntax;
}

}  // namespace

int tokenize(const mpi::Session&, const Arguments& arguments) {
  const auto values = parse(syntax(), arguments);
  if (!values) return exit_done;
  const auto tokenizer = tokenizer::load_tokenizer((*values)["model"].as<std::string>());
  std::ios::sync_with_stdio(false);
  tokenizer::write_sentences(*tokenizer, std::cin, "standard input", std::cout);
  if (!std::cout.flush()) throw input_error("standard output: cannot write", "check the disk or the reading program");
  return exit_done;
}

}  // namespace neurank::cli
