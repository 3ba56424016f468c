#include "tokenizer/sentence_json.hpp"

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/json_text.hpp"
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
                                 {"ids", nlohmann::ordered_json::array()},
                                 {"spans", nlohmann::ordered_json::array()}};
  const auto width = to_size(tokenizer.ids_per_piece());
  for (std::size_t begin = 0; begin < ids.size(); begin += width) {
    const auto piece = std::span(ids).subspan(begin, width);
    line["pieces"].push_back(tokenizer.spell(piece));
    if (width == 1)
      line["ids"].push_back(piece[0]);
    else
      line["ids"].push_back(std::vector<std::int32_t>(piece.begin(), piece.end()));
  }
  const auto offset = checked_cast<std::int32_t>(framing.before.size() / width);
  for (const PieceSpan& span : sentence.words)
    line["spans"].push_back(std::vector<std::int32_t>{offset + span.begin, offset + span.end});
  return json_text(line);
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
