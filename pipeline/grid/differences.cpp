#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "grid/reader.hpp"
#include "grid/schema.hpp"
#include "grid/yaml_tree.hpp"

namespace neurank::grid {
namespace {

/// Settings in the order of the grid: key path and value.
using Settings = std::vector<std::pair<std::string, std::string>>;

std::string list_text(const Node& list) {
  std::vector<std::string> values;
  for (const Node& item : list.children) values.push_back(item.text);
  return std::string("[").append(join(values, ", ")) + "]";
}

/// Named things are told apart by their names, so that an insertion does not look like a change of all that follow.
std::string item_key(const Node& list, std::size_t i) {
  const Node* name = list.children[i].find("name");
  return name == nullptr ? std::to_string(i) : name->text;
}

void flatten(const Node& node, const std::string& path, Settings& settings) {
  const bool is_list = node.kind == Node::Kind::sequence;
  const bool has_parts = std::any_of(node.children.begin(), node.children.end(),
                                     [](const Node& child) { return child.kind == Node::Kind::map; });
  if (is_list && !has_parts) {
    settings.emplace_back(path, list_text(node));
  } else if (is_list || node.kind == Node::Kind::map) {
    for (std::size_t i = 0; i < node.children.size(); ++i)
      flatten(node.children[i], key_path(path, is_list ? item_key(node, i) : node.children[i].key), settings);
  } else {
    settings.emplace_back(path, node.text);
  }
}

/// All settings on which results depend.
Settings settings_of(const std::string& yaml) {
  Problems problems("run.yaml");
  std::optional<Node> root = parse_yaml(yaml, {}, problems);
  problems.throw_if_any();
  GridValues any;
  use_present_keys(grid_schema(any, {}), *root, problems);
  std::erase_if(root->children, [](const Node& child) { return child.key == "output" || child.key == "resources"; });
  Settings settings;
  flatten(*root, "", settings);
  return settings;
}

}  // namespace

std::vector<Difference> differences(const std::string& before_yaml, const std::string& after_yaml) {
  const std::string absent = "(absent)";
  const Settings before = settings_of(before_yaml), after = settings_of(after_yaml);
  const std::map<std::string, std::string> old_values(before.begin(), before.end()),
      new_values(after.begin(), after.end());
  std::vector<Difference> found;
  for (const auto& [key, value] : before) {
    const auto match = new_values.find(key);
    const std::string now = match == new_values.end() ? absent : match->second;
    if (now != value) found.push_back({key, value, now});
  }
  for (const auto& [key, value] : after)
    if (!old_values.contains(key)) found.push_back({key, absent, value});
  return found;
}

}  // namespace neurank::grid
