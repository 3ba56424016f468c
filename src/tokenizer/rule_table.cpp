#include "tokenizer/rule_table.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::tokenizer {
namespace {

static_assert(std::endian::native == std::endian::little, "the table is little endian");

constexpr int max_rules_on_a_path = 32;  // the library's array
constexpr int max_rule = 1024;           // bytes on each side; the training program's are far shorter

std::uint32_t read_word(std::string_view bytes, std::size_t position) {
  std::uint32_t word = 0;
  std::memcpy(&word, bytes.data() + position, sizeof word);
  return word;
}

/// Distance from a unit to its children.
std::size_t offset_of(std::uint32_t word) { return to_size(word >> 10) << ((word & (1U << 9)) >> 6); }

/// Visits every unit of the trie once. Nodes can share what follows them, so it is a graph.
class Walk {
 public:
  Walk(std::string_view trie, std::string_view replacements)
      : trie_(trie),
        num_units_(trie.size() / sizeof(std::uint32_t)),
        replacements_(replacements),
        max_rules_(num_units_, not_seen) {}

  bool is_sound() { return num_units_ > 0 && max_rules(0, 0) != unsound; }

 private:
  static constexpr std::int8_t not_seen = -1;
  static constexpr std::int8_t unsound = -2;  // also while a unit is being visited: meeting it again is a circle

  std::uint32_t unit(std::size_t index) const { return read_word(trie_, index * sizeof(std::uint32_t)); }

  bool is_replacement(std::size_t begin) const {
    if (begin >= replacements_.size()) return false;
    return replacements_.substr(begin, max_rule).find('\0') != std::string_view::npos;
  }

  /// The most rules on a path from a unit on, or `unsound`.
  std::int8_t max_rules(std::size_t index, int depth) {
    if (max_rules_[index] != not_seen) return max_rules_[index];
    max_rules_[index] = unsound;
    if (depth > max_rule) return unsound;
    const std::uint32_t word = unit(index);
    const std::size_t base = index ^ offset_of(word);
    if ((base | 0xff) >= num_units_) return unsound;
    const bool has_leaf = (word & 0x100) != 0;
    if (has_leaf && !is_replacement(unit(base) & 0x7fffffff)) return unsound;
    const std::int8_t below = max_rules_below(base, depth);
    if (below == unsound || below + has_leaf > max_rules_on_a_path) return unsound;
    return max_rules_[index] = checked_cast<std::int8_t>(below + has_leaf);
  }

  std::int8_t max_rules_below(std::size_t base, int depth) {
    std::int8_t most = 0;
    for (std::uint32_t label = 0; label < 256; ++label) {
      const std::size_t child = base ^ label;
      if ((unit(child) & 0x800000ff) != label) continue;
      const std::int8_t rules = max_rules(child, depth + 1);
      if (rules == unsound) return unsound;
      most = std::max(most, rules);
    }
    return most;
  }

  std::string_view trie_;
  std::size_t num_units_;
  std::string_view replacements_;
  std::vector<std::int8_t> max_rules_;
};

}  // namespace

bool is_sound_rule_table(std::string_view charsmap) {
  constexpr std::size_t header = sizeof(std::uint32_t);
  if (charsmap.size() <= header) return false;
  const std::size_t trie_bytes = read_word(charsmap, 0);
  if (trie_bytes > charsmap.size() - header) return false;
  return Walk(charsmap.substr(header, trie_bytes), charsmap.substr(header + trie_bytes)).is_sound();
}

RuleTable::RuleTable(std::string charsmap) : charsmap_(std::move(charsmap)) {
  NEURANK_EXPECT(is_sound_rule_table(charsmap_));
}

std::optional<std::string_view> RuleTable::first_match(std::string_view text) const {
  const auto unit = [&](std::size_t index) { return read_word(charsmap_, (index + 1) * sizeof(std::uint32_t)); };
  std::size_t base = offset_of(unit(0));
  for (const char byte : text) {
    const std::size_t child = base ^ static_cast<unsigned char>(byte);
    const std::uint32_t word = unit(child);
    if ((word & 0x800000ff) != static_cast<unsigned char>(byte)) return std::nullopt;
    base = child ^ offset_of(word);
    if ((word & 0x100) == 0) continue;
    const std::size_t begin = sizeof(std::uint32_t) + read_word(charsmap_, 0) + (unit(base) & 0x7fffffff);
    return std::string_view(charsmap_).substr(begin, charsmap_.find('\0', begin) - begin);
  }
  return std::nullopt;
}

}  // namespace neurank::tokenizer
