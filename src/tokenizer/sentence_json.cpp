#include "tokenizer/sentence_json.hpp"

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/text.hpp"

namespace neurank::tokenizer {

std::string sentence_json(const Tokenizer& tokenizer, std::span<const std::string> words) {
  const TokenizedSentence sentence = tokenizer.tokenize(words);
  const Framing framing = tokenizer.framing();
  std::vector<std::int32_t> ids = framing.before;
  ids.insert(ids.end(), sentence.ids.begin(), sentence.ids.end());
  ids.insert(ids.end(), framing.after.begin(), framing.after.end());

  nlohmann::ordered_json line = {{"words", std::vector<std::string>(words.begin(), words.end())},
                                 {"pieces", nlohmann::ordered_json::array()},
                                 {"ids", ids},
                                 {"spans", nlohmann::ordered_json::array()}};
  for (std::int32_t id : ids) line["pieces"].push_back(tokenizer.piece(id));
  const auto offset = static_cast<std::int32_t>(framing.before.size());
  for (const PieceSpan& span : sentence.words)
    line["spans"].push_back(std::vector<std::int32_t>{offset + span.begin, offset + span.end});
  return line.dump();
}

void write_sentences(const Tokenizer& tokenizer, std::istream& lines, const std::string& name, std::ostream& out) {
  std::string line;
  for (long number = 1; std::getline(lines, line); ++number) {
    if (invalid_utf8(line)) throw input_error(at(name, number) + "not UTF-8", "convert the text to UTF-8");
    const auto words = split_whitespace(line);
    out << sentence_json(tokenizer, std::vector<std::string>(words.begin(), words.end())) << '\n';
  }
}

}  // namespace neurank::tokenizer
