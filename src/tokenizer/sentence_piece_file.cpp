#include "tokenizer/sentence_piece_file.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/cast.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "tokenizer/rule_table.hpp"

namespace neurank::tokenizer {
namespace {

namespace fs = std::filesystem;

// A published model has at most a few MiB; the library takes up to 50 times a file's size in memory.
constexpr std::uint64_t max_file_bytes = 64 << 20;
constexpr std::size_t max_pieces_starting_alike = 64;  // the library's array

/// The numbers of the fields that matter here (sentencepiece_model.proto).
enum ModelField { pieces = 1, trainer = 2, normalizer = 3, denormalizer = 5 };
enum PieceField { piece_text = 1, piece_type = 3 };
enum TrainerField { model_type = 3, mark_after_words = 24 };
enum NormalizerField { rules = 2 };
constexpr std::uint64_t unigram = 1;
constexpr std::uint64_t user_defined = 4;

/// A field of a protobuf message; only one of the two is used.
struct Field {
  std::uint64_t number = 0;
  std::uint64_t value = 0;
  std::string_view bytes = {};
};

/// Reads the fields of one protobuf message, one after another.
class Message {
 public:
  Message(std::string_view bytes, const fs::path& file) : rest_(bytes), file_(file) {}

  bool at_end() const { return rest_.empty(); }

  Field next() {
    const std::uint64_t tag = varint();
    Field field{tag >> 3};
    require(field.number > 0 && tag <= UINT32_MAX);
    switch (tag & 7) {
      case 0:
        field.value = varint();
        break;
      case 1:
        take(8);
        break;
      case 2:
        field.bytes = take(varint());
        break;
      case 5:
        take(4);
        break;
      default:
        require(false);
    }
    return field;
  }

 private:
  void require(bool condition) const {
    if (!condition) throw unusable_sentence_piece_file(file_, "it is not a protobuf message");
  }

  std::string_view take(std::uint64_t size) {
    require(size <= rest_.size());
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(take(1)[0]);
      value |= to_uint64(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    require(false);
    return 0;
  }

  std::string_view rest_;
  const fs::path& file_;
};

/// What the checks look at. A later occurrence of a field that is not a list overrides an earlier one.
struct Summary {
  std::uint64_t type = unigram;
  std::uint64_t mark_after = 0;
  std::vector<std::string_view> user_pieces;
};

void read_piece(Message message, Summary& summary) {
  std::string_view text;
  std::uint64_t type = 0;
  while (!message.at_end()) {
    const Field field = message.next();
    if (field.number == piece_text) text = field.bytes;
    if (field.number == piece_type) type = field.value;
  }
  if (type == user_defined) summary.user_pieces.push_back(text);
}

void read_trainer(Message message, Summary& summary) {
  while (!message.at_end()) {
    const Field field = message.next();
    if (field.number == model_type) summary.type = field.value;
    if (field.number == mark_after_words) summary.mark_after = field.value;
  }
}

void expect_known_rules(Message message, const fs::path& file) {
  while (!message.at_end()) {
    const Field field = message.next();
    if (field.number == rules && !field.bytes.empty() && !is_sound_rule_table(field.bytes))
      throw unusable_sentence_piece_file(file, "its normalisation rules are damaged");
  }
}

bool too_many_start_alike(std::vector<std::string_view> texts) {
  std::ranges::sort(texts);
  std::vector<std::string_view> prefixes;  // each one of the next
  for (const std::string_view text : texts) {
    while (!prefixes.empty() && !text.starts_with(prefixes.back())) prefixes.pop_back();
    prefixes.push_back(text);
    if (prefixes.size() > max_pieces_starting_alike) return true;
  }
  return false;
}

void expect_sound_summary(Summary summary, const fs::path& file) {
  if (summary.type != unigram) throw unusable_sentence_piece_file(file, "it is not a unigram model");
  if (summary.mark_after != 0) throw unusable_sentence_piece_file(file, "blanks are marked after words");
  if (too_many_start_alike(std::move(summary.user_pieces)))
    throw unusable_sentence_piece_file(file, "too many user-defined pieces start alike");
}

}  // namespace

std::string read_sentence_piece_file(const fs::path& file) {
  std::error_code ignored;
  const std::uint64_t size = fs::file_size(file, ignored);
  if (!ignored && size > max_file_bytes)
    throw unusable_sentence_piece_file(file, "it has " + bytes_text(size) + ", which is more than any model has");
  std::string bytes = read_file(file);
  expect_sentence_piece_model(bytes, file);
  return bytes;
}

void expect_sentence_piece_model(std::string_view bytes, const fs::path& file) {
  Summary summary;
  for (Message model(bytes, file); !model.at_end();) {
    const Field field = model.next();
    const Message part(field.bytes, file);
    if (field.number == pieces) read_piece(part, summary);
    if (field.number == trainer) read_trainer(part, summary);
    if (field.number == normalizer || field.number == denormalizer) expect_known_rules(part, file);
  }
  expect_sound_summary(std::move(summary), file);
}

Error unusable_sentence_piece_file(const fs::path& file, const std::string& problem) {
  return input_error(file.string() + ": not a usable SentencePiece model: " + problem, "download the file again");
}

}  // namespace neurank::tokenizer
