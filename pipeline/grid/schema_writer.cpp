#include "grid/schema.hpp"
#include "grid/variables.hpp"

namespace neurank::grid {
namespace {

Node scalar_node(const std::string& text) {
  Node node;
  node.kind = text.empty() ? Node::Kind::null : Node::Kind::scalar;
  node.text = without_variables(text);
  return node;
}

Node write(const Section& section);

Node write(const Scalar& scalar) { return scalar_node(scalar.text()); }

Node write(const OneOrMany& list) {
  if (list.size() == 1) return write(list.element(0));
  Node node;
  node.kind = Node::Kind::sequence;
  for (std::size_t i = 0; i < list.size(); ++i) node.children.push_back(write(list.element(i)));
  return node;
}

Node write(const SectionOrList& value) { return value.is_section() ? write(value.section) : write(value.list); }

Node write(const SectionOrScalar& value) { return value.is_section() ? write(value.section) : write(value.scalar); }

Node write(const Items& items) {
  Node node;
  node.kind = Node::Kind::sequence;
  for (std::size_t i = 0; i < items.size(); ++i) node.children.push_back(write(items.element(i)));
  return node;
}

Node write(const NamedOrList& value);

Node write(const Named& named) {
  Node node;
  node.kind = Node::Kind::map;
  for (const std::string& name : named.names()) {
    node.children.push_back(std::visit([](const auto& value) { return write(value); }, named.element(name)));
    node.children.back().key = name;
  }
  return node;
}

Node write(const NamedOrList& value) { return value.is_named() ? write(value.named) : write(value.list); }

/// Keys with nothing to say are left out: a grid may not have an empty text, list or map.
Node write(const Section& section) {
  Node node;
  node.kind = Node::Kind::map;
  for (const Field& field : section.fields) {
    Node value = std::visit([](const auto& v) { return write(v); }, field.value);
    if (value.kind == Node::Kind::null || (value.kind != Node::Kind::scalar && value.children.empty())) continue;
    value.key = field.key;
    node.children.push_back(std::move(value));
  }
  return node;
}

}  // namespace

Node write_section(const Section& section) { return write(section); }

}  // namespace neurank::grid
