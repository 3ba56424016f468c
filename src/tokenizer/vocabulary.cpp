#include "tokenizer/vocabulary.hpp"

#include <limits>
#include <utility>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "corpus/text_file.hpp"

namespace neurank::tokenizer {

Vocabulary::Vocabulary(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {
  ids_.reserve(pieces_.size());
  for (std::size_t i = 0; i < pieces_.size(); ++i) ids_[pieces_[i]] = checked_cast<std::int32_t>(i);
}

std::optional<std::int32_t> Vocabulary::id(std::string_view piece) const {
  const auto found = ids_.find(piece);
  return found == ids_.end() ? std::nullopt : std::optional(found->second);
}

Vocabulary read_vocabulary(const std::filesystem::path& file) {
  const std::string content = corpus::read_text_file(file);
  if (content.size() >= std::numeric_limits<std::int32_t>::max())
    throw input_error(file.string() + ": larger than 2 GiB, which no vocabulary is");
  std::vector<std::string> pieces;
  for (std::string_view rest = content; !rest.empty();) pieces.emplace_back(corpus::take_line(rest));
  if (pieces.empty()) throw input_error(file.string() + ": empty", "download the model folder again");
  return Vocabulary(std::move(pieces));
}

}  // namespace neurank::tokenizer
