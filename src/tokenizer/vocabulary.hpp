#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/cast.hpp"

namespace neurank::tokenizer {

/// Pieces by id and ids by piece. A piece that occurs more than once has the id of its last occurrence, as in the
/// published tokenizers.
class Vocabulary {
 public:
  explicit Vocabulary(std::vector<std::string> pieces);
  Vocabulary(Vocabulary&&) = default;
  Vocabulary(const Vocabulary&) = delete;

  std::int32_t size() const { return checked_cast<std::int32_t>(pieces_.size()); }
  const std::vector<std::string>& pieces() const { return pieces_; }

  std::optional<std::int32_t> id(std::string_view piece) const;

 private:
  std::vector<std::string> pieces_;
  std::unordered_map<std::string_view, std::int32_t> ids_;  ///< keys point into pieces_
};

/// Reads a vocab.txt: a piece a line, the line's number from 0 is its id. Throws Error when the file is missing, empty,
/// too long for 32-bit ids, or not UTF-8.
Vocabulary read_vocabulary(const std::filesystem::path& file);

/// Pieces by number. Throws Error when the numbers are not 0, 1, 2, ... in some order. @param place begins messages
std::vector<std::string> pieces_in_order(std::vector<std::pair<std::string, std::uint64_t>>&& numbers,
                                         const std::string& place);

/// Reads a vocab.json: one object, pieces as keys, their ids as values. Throws Error when the file is missing or not
/// JSON, when a piece comes twice, or when the ids are not 0, 1, 2, ... in some order.
Vocabulary read_json_vocabulary(const std::filesystem::path& file);

}  // namespace neurank::tokenizer
