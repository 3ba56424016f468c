#include "grid/differences.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.hpp"
#include "grid/schema.hpp"
#include "grid/yaml_tree.hpp"

namespace neurank::grid {
namespace {

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

/// Values of a list, or the only one.
std::set<std::string> values_of(std::string text) {
  if (text.starts_with('[')) text = text.substr(1, text.size() - 2);
  std::set<std::string> values;
  for (const std::string_view part : split(text, ','))
    for (const std::string_view value : split_whitespace(part)) values.emplace(value);
  return values;
}

bool is_more(const Difference& d) {
  const auto before = number_of<long>(d.before), after = number_of<long>(d.after);
  return before && after && *after > *before;
}

bool is_superset(const Difference& d) {
  if (d.before == absent || d.after == absent) return false;
  const auto before = values_of(d.before), after = values_of(d.after);
  return std::ranges::includes(after, before);
}

bool is_switched_on(const Difference& d) { return d.before == "false" && d.after == "true"; }

}  // namespace

Settings settings_of(const std::string& yaml) {
  Problems problems("run.yaml");
  std::optional<Node> root = parse_yaml(yaml, {}, problems);
  problems.throw_if_any();
  GridValues any;
  use_present_keys(grid_schema(any, {}), *root, problems);
  std::erase_if(root->children, [](const Node& child) { return child.key == "output" || child.key == "resources"; });
  Settings settings;
  flatten(*root, "", settings);
  std::erase_if(settings, [](const auto& setting) { return setting.first == "extract.reuse"; });
  return settings;
}

bool is_addition(const Difference& difference) {
  constexpr std::array counts = {"seeds",
                                 "analyses.ablation.draws",
                                 "analyses.minimal.draws",
                                 "analyses.bootstrap.draws",
                                 "analyses.nulls.draws",
                                 "analyses.nulls.random_sets",
                                 "analyses.stability.pairs",
                                 "analyses.top_words.neurons",
                                 "analyses.knockoffs.draws",
                                 "analyses.best_set.max"};
  constexpr std::array analyses = {"analyses.control",        "analyses.own_ranking",   "analyses.first_layer",
                                   "analyses.nuisances",      "analyses.nulls.shadows", "analyses.single_layers",
                                   "analyses.basis",          "analyses.mdl",           "analyses.redundancy",
                                   "analyses.monosemanticity"};
  constexpr std::array lists = {"analyses.ablation.keep", "analyses.minimal.delta", "analyses.rankings",
                                "analyses.judges"};
  const std::string& key = difference.key;
  if (std::ranges::find(counts, key) != counts.end()) return is_more(difference);
  if (std::ranges::find(analyses, key) != analyses.end()) return is_switched_on(difference);
  const bool are_penalties = key.ends_with("probe.lambda.l1") || key.ends_with("probe.lambda.l2");
  return (are_penalties || std::ranges::find(lists, key) != lists.end()) && is_superset(difference);
}

std::vector<Difference> differences(const std::string& before_yaml, const std::string& after_yaml) {
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
