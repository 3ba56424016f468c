#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"
#include "corpus/text_file.hpp"
#include "tokenizer/vocabulary.hpp"

namespace neurank::tokenizer {
namespace {

using nlohmann::json;

/// Takes the events of a JSON parser. Stops it, with a problem, at anything that is not a flat object of pieces and
/// numbers.
class PieceNumbers final : public nlohmann::json_sax<json> {
 public:
  std::vector<std::pair<std::string, std::uint64_t>> numbers;
  std::string problem;
  std::optional<std::size_t> position = {};  // of bad syntax, in bytes

  bool start_object(std::size_t) override { return is_open_ ? not_a_number() : (is_open_ = true); }
  bool key(std::string& piece) override {
    piece_ = std::move(piece);
    return true;
  }
  bool number_unsigned(std::uint64_t number) override {
    if (!is_open_) return not_a_number();
    numbers.emplace_back(std::move(piece_), number);
    return true;
  }
  bool end_object() override { return true; }

  bool null() override { return not_a_number(); }
  bool boolean(bool) override { return not_a_number(); }
  bool number_integer(std::int64_t) override { return not_a_number(); }
  bool number_float(double, const std::string&) override { return not_a_number(); }
  bool string(std::string&) override { return not_a_number(); }
  bool binary(binary_t&) override { return not_a_number(); }
  bool start_array(std::size_t) override { return not_a_number(); }
  bool end_array() override { return true; }

  bool parse_error(std::size_t at, const std::string&, const json::exception&) override {
    position = at;
    problem = "not JSON";
    return false;
  }

 private:
  bool not_a_number() {
    problem = is_open_ ? "piece \"" + piece_ + "\" has no number from 0" : "not an object of pieces and their numbers";
    return false;
  }

  bool is_open_ = false;
  std::string piece_;
};

Error bad_vocabulary(const std::string& place, const std::string& problem) {
  return input_error(place + problem, "download the model folder again");
}

}  // namespace

std::vector<std::string> pieces_in_order(std::vector<std::pair<std::string, std::uint64_t>>&& numbers,
                                         const std::string& place) {
  std::vector<std::string> pieces(numbers.size());
  std::vector<bool> taken(numbers.size());
  for (auto& [piece, number] : numbers) {
    if (number >= pieces.size())
      throw bad_vocabulary(place, "piece \"" + piece + "\" has number " + std::to_string(number) + " of " +
                                      std::to_string(pieces.size()) + " pieces (they count from 0)");
    if (taken[number])
      throw bad_vocabulary(place, "pieces \"" + pieces[number] + "\" and \"" + piece + "\" have the same number, " +
                                      std::to_string(number));
    taken[number] = true;
    pieces[number] = std::move(piece);
  }
  return pieces;
}

Vocabulary read_json_vocabulary(const std::filesystem::path& file) {
  const std::string content = corpus::read_text_file(file);
  PieceNumbers reader;
  if (!json::sax_parse(content, &reader))
    throw bad_vocabulary(reader.position ? at(file, line_of(content, *reader.position)) : file.string() + ": ",
                         reader.problem);
  const std::string place = file.string() + ": ";
  if (reader.numbers.empty()) throw bad_vocabulary(place, "no pieces");
  Vocabulary vocabulary(pieces_in_order(std::move(reader.numbers), place));
  for (std::int32_t id = 0; id < vocabulary.size(); ++id)
    if (vocabulary.id(vocabulary.pieces()[id]) != id)
      throw bad_vocabulary(place, "piece \"" + vocabulary.pieces()[id] + "\" comes twice");
  return vocabulary;
}

}  // namespace neurank::tokenizer
