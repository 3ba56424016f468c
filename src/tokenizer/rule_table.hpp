#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace neurank::tokenizer {

/// Whether every walk through a SentencePiece model's normalisation rules (`precompiled_charsmap`) stays inside of
/// them, ends, and meets no more rules than the library has room for. Layout, little endian: bytes of the trie
/// (uint32), the trie as a double array in units of uint32, the zero-terminated replacements that the trie's leaves
/// point to. A unit holds a label (bits 0-7), whether it has a leaf (8), and an offset (10-30, times 256 when bit 9 is
/// set); the child for byte c of unit i is unit (i xor offset xor c) if that has label c, the leaf is unit
/// (i xor offset), with the place of the replacement in bits 0-30 (the darts-clone library).
bool is_sound_rule_table(std::string_view charsmap);

/// Such rules, to look up.
class RuleTable {
 public:
  /// @pre is_sound_rule_table(charsmap)
  explicit RuleTable(std::string charsmap);

  /// What the shortest rule that a text begins with makes of it.
  std::optional<std::string_view> first_match(std::string_view text) const;

 private:
  std::string charsmap_;
};

}  // namespace neurank::tokenizer
