#pragma once

#include <optional>
#include <string>
#include <vector>

#include "grid/problems.hpp"

namespace neurank::grid {

/// A YAML document as a plain tree, with the place of every value. Scalars are kept as text; what the text means is
/// decided by the key under which it stands.
struct Node {
  enum class Kind { null, scalar, sequence, map };

  Kind kind = Kind::null;
  std::string key;   ///< under which it stands in its map; empty in a sequence
  std::string text;  ///< of a scalar
  Place place;
  bool reported = false;       ///< its value has been reported as a problem and is not read
  std::vector<Node> children;  ///< members of a map or items of a sequence, in the order of the file

  /// The member or item with this key or position, or nullptr.
  const Node* find(const std::string& key_or_position) const;
  Node* find(const std::string& key_or_position);

  /// The same for each part of a path in turn.
  const Node* find(const std::vector<std::string>& path) const;
};

/// Parses one document; returns nothing when the text is not YAML. Duplicate keys, keys that are not one word,
/// aliases and further documents are problems too, but leave the rest readable.
/// @param from place of the text: its line counts on, its override is kept
std::optional<Node> parse_yaml(const std::string& text, const Place& from, Problems& problems);

/// The tree as YAML; reading it gives the same tree.
std::string print_yaml(const Node& root);

/// "models" and "0" give "models.0"; an empty parent gives the key alone.
std::string key_path(const std::string& parent, const std::string& key);
std::string key_path(const std::string& parent, std::size_t position);

}  // namespace neurank::grid
