#pragma once

#include <optional>
#include <string_view>

#include "base/text.hpp"

namespace neurank::corpus {

// Ids of CoNLL-U (universaldependencies.org/format.html).

/// The number of a text of digits alone.
inline std::optional<long> whole_number(std::string_view text) {
  return text.starts_with('-') ? std::nullopt : number_of<long>(text);
}

/// Whether an id is that of a word.
inline bool is_word_id(std::string_view id) { return whole_number(id).has_value(); }

/// Whether an id is that of a range of multi-word tokens (1-2) or of an empty node (1.1).
inline bool is_range_or_empty_node(std::string_view id) {
  const std::size_t sign = id.find_first_of("-.");
  return sign != std::string_view::npos && whole_number(id.substr(0, sign)) && whole_number(id.substr(sign + 1));
}

}  // namespace neurank::corpus
