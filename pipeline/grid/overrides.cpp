#include "grid/overrides.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace neurank::grid {
namespace {

/// First key of a path. Names may hold dots themselves, so the longest key that the map has wins.
std::string first_key(const Node& node, const std::string& path) {
  std::string longest = path.substr(0, path.find('.'));
  for (const Node& child : node.children) {
    const bool fits = path.compare(0, child.key.size(), child.key) == 0 &&
                      (path.size() == child.key.size() || path[child.key.size()] == '.');
    if (fits && child.key.size() > longest.size()) longest = child.key;
  }
  return longest;
}

Node& add_member(Node& map, const std::string& key, const Place& place) {
  Node member;
  member.key = key;
  member.place = place;
  map.children.push_back(std::move(member));
  return map.children.back();
}

/// The node at a path, made where maps lack it; nullptr, with the problem reported, where the path leads nowhere.
Node* node_at(Node& root, const std::string& path, const Place& place, Problems& problems) {
  Node* node = &root;
  for (std::size_t start = 0; start <= path.size();) {
    if (node->kind == Node::Kind::null) {
      node->kind = Node::Kind::map;
      node->reported = false;
    }
    const std::string key = first_key(*node, path.substr(start));
    Node* next = node->find(key);
    if (next == nullptr && node->kind == Node::Kind::map) next = &add_member(*node, key, place);
    if (next == nullptr) {
      const std::string parent = start == 0 ? "the grid" : path.substr(0, start - 1);
      const bool is_list = node->kind == Node::Kind::sequence;
      const std::size_t size = node->children.size();
      problems.add(place, path,
                   is_list
                       ? parent + " has no item " + in_quotes(key) + " (it has " + std::to_string(size) + ", from 0)"
                       : parent + " has no keys, it is one word");
      return nullptr;
    }
    node = next;
    start += key.size() + 1;
  }
  return node;
}

}  // namespace

void apply_override(Node& root, const std::string& override_text, Problems& problems) {
  const std::size_t separator = override_text.find('=');
  const std::string path = override_text.substr(0, separator);
  const Place place{1, "--set " + path};
  if (separator == std::string::npos || path.empty())
    return problems.add(place, "", "is not an override", "write --set key.path=value");
  std::optional<Node> value = parse_yaml(override_text.substr(separator + 1), place, problems);
  Node* const target = value ? node_at(root, path, place, problems) : nullptr;
  if (target == nullptr) return;
  value->key = target->key;
  value->place = place;
  *target = std::move(*value);
}

void override_output(Node& root, const std::filesystem::path& output) {
  if (root.kind == Node::Kind::null) root.kind = Node::Kind::map;
  if (root.kind != Node::Kind::map) return;
  const Place place{1, "--output"};
  Node* node = root.find("output");
  if (node == nullptr) node = &add_member(root, "output", place);
  *node = {Node::Kind::scalar, "output", std::filesystem::absolute(output).string(), place, false, {}};
}

}  // namespace neurank::grid
