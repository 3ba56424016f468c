#include <algorithm>

#include "base/text.hpp"
#include "grid/schema.hpp"
#include "grid/values.hpp"

namespace neurank::grid {
namespace {

constexpr std::size_t max_items = 10'000;

/// Reads a node as what the schema says it is. `path` is the node's key path.
class SchemaReader {
 public:
  explicit SchemaReader(Problems& problems) : problems_(problems) {}

  void read(const Scalar& scalar, const Node& node, const std::string& path) {
    if (!is_kind(node, Node::Kind::scalar, scalar.type, path)) return;
    if (const auto complaint = scalar.read(node.text)) add(node, path, complaint->problem, complaint->remedy);
  }

  void read(const OneOrMany& list, const Node& node, const std::string& path) {
    const bool is_list = node.kind == Node::Kind::sequence;
    if (is_list && node.children.empty()) return add(node, path, "an empty list");
    list.resize(is_list ? node.children.size() : 1);
    if (!is_list) return read(list.element(0), node, path);
    for (std::size_t i = 0; i < node.children.size(); ++i) read(list.element(i), node.children[i], key_path(path, i));
  }

  void read(const Section& section, const Node& node, const std::string& path) {
    if (node.kind != Node::Kind::null && !is_kind(node, Node::Kind::map, "a map of keys", path)) return;
    report_unknown_keys(section, node, path);
    for (const Field& field : section.fields) {
      const std::string field_path = key_path(path, field.key);
      if (const Node* member = node.find(field.key)) {
        std::visit([&](const auto& value) { read(value, *member, field_path); }, field.value);
      } else if (field.required && !node.reported) {
        add(node, field_path, "is missing", "add it");
      }
    }
  }

  void read(const SectionOrList& value, const Node& node, const std::string& path) {
    if (node.kind == Node::Kind::map) return read(value.section, node, path);
    if (node.kind == Node::Kind::null && !node.reported) return add(node, path, "has no value", "write " + value.type);
    read(value.list, node, path);
  }

  void read(const SectionOrScalar& value, const Node& node, const std::string& path) {
    if (node.kind == Node::Kind::map) return read(value.section, node, path);
    read(value.scalar, node, path);
  }

  void read(const NamedOrList& value, const Node& node, const std::string& path) {
    if (node.kind == Node::Kind::map) return read(value.named, node, path);
    read(value.list, node, path);
  }

  void read(const Items& items, const Node& node, const std::string& path) {
    if (!is_kind(node, Node::Kind::sequence, "a list", path)) return;
    if (node.children.empty()) return add(node, path, "an empty list");
    if (node.children.size() > max_items)
      return add(node, path, "a list longer than " + std::to_string(max_items), "split the grid");
    items.resize(node.children.size());
    for (std::size_t i = 0; i < node.children.size(); ++i) read(items.element(i), node.children[i], key_path(path, i));
  }

  void read(const Named& named, const Node& node, const std::string& path) {
    if (!is_kind(node, Node::Kind::map, "a map of names", path)) return;
    if (node.children.empty()) return add(node, path, "an empty map");
    for (const Node& child : node.children) {
      std::string checked;
      if (const auto complaint = named.key(checked).read(child.key))
        add(child, key_path(path, child.key), complaint->problem, complaint->remedy);
      std::visit([&](const auto& value) { read(value, child, key_path(path, child.key)); }, named.element(child.key));
    }
  }

 private:
  void add(const Node& node, const std::string& path, const std::string& problem, const std::string& remedy = {}) {
    problems_.add(node.place, path, problem, remedy);
  }

  bool is_kind(const Node& node, Node::Kind kind, const std::string& type, const std::string& path) {
    static const char* const kinds[] = {"nothing", "a word", "a list", "a map"};
    if (node.reported) return false;
    if (node.kind == Node::Kind::null) {
      add(node, path, "has no value", "write " + type);
    } else if (node.kind != kind) {
      const char* const found = kinds[static_cast<int>(node.kind)];
      add(node, path, std::string(found) + " stands where " + type + " is needed");
    }
    return node.kind == kind;
  }

  void report_unknown_keys(const Section& section, const Node& node, const std::string& path) {
    std::vector<std::string> known;
    for (const Field& field : section.fields) known.push_back(field.key);
    for (const Node& child : node.children) {
      if (std::find(known.begin(), known.end(), child.key) != known.end()) continue;
      const std::string near = suggestion(child.key, known);
      add(child, key_path(path, child.key), "unknown key", near.empty() ? "known here: " + join(known, ", ") : near);
    }
  }

  Problems& problems_;
};

void use_present_keys(const Section& section, Node& node, const std::string& path, Problems& problems);

void use_present_key(const Field& field, Node& node, const std::string& path, Problems& problems) {
  Node* const former = node.find(field.former_key);
  if (former == nullptr) return;
  if (node.find(field.key) == nullptr) {
    former->key = field.key;
    return;
  }
  problems.add(former->place, key_path(path, field.former_key),
               "is the former name of " + key_path(path, field.key) + ", which is set, too", "leave it out");
  std::erase_if(node.children, [&](const Node& child) { return child.key == field.former_key; });
}

void use_present_keys(const Named& named, Node& node, const std::string& path, Problems& problems) {
  for (Node& child : node.children) {
    const auto element = named.element(child.key);
    if (const auto* section = std::get_if<Section>(&element))
      use_present_keys(*section, child, key_path(path, child.key), problems);
  }
}

void use_present_keys(const Section& section, Node& node, const std::string& path, Problems& problems) {
  if (node.kind != Node::Kind::map) return;
  for (const Field& field : section.fields) {
    if (!field.former_key.empty()) use_present_key(field, node, path, problems);
    Node* const member = node.find(field.key);
    if (member == nullptr || member->kind != Node::Kind::map) continue;
    const std::string member_path = key_path(path, field.key);
    if (const auto* inner = std::get_if<Section>(&field.value))
      use_present_keys(*inner, *member, member_path, problems);
    if (const auto* named = std::get_if<Named>(&field.value)) use_present_keys(*named, *member, member_path, problems);
  }
}

}  // namespace

void use_present_keys(const Section& section, Node& node, Problems& problems) {
  use_present_keys(section, node, "", problems);
}

void read_section(const Section& section, const Node& node, Problems& problems) {
  SchemaReader(problems).read(section, node, "");
}

}  // namespace neurank::grid
