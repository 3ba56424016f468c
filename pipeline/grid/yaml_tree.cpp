#include "grid/yaml_tree.hpp"

#include <yaml-cpp/emitter.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <unordered_map>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace neurank::grid {
namespace {

/// Builds the tree from the parser's events. Aliases are refused rather than followed: a few lines of them can stand
/// for a document without end.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(Place from, Problems& problems) : from_(std::move(from)), problems_(problems) { root.place = from_; }

  Node root;

  int documents() const { return documents_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 2)
      problems_.add(place(mark), "", "the grid has ended before this (a second document or a stray sign)", "remove it");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { finish(node(mark, Node::Kind::null)); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    Node alias = node(mark, Node::Kind::null);
    alias.reported = true;
    problems_.add(alias.place, path(), "aliases (*name) are not supported", "write the value out");
    finish(std::move(alias));
  }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string& value) override {
    Node scalar = node(mark, Node::Kind::scalar);
    scalar.text = value;
    finish(std::move(scalar));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    open_.push_back({node(mark, Node::Kind::sequence), {}, {}});
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    open_.push_back({node(mark, Node::Kind::map), {}, {}});
  }
  void OnMapEnd() override { close(); }

 private:
  /// A sequence or map that has not ended yet.
  struct Open {
    Node node;
    std::optional<Node> key;                        ///< of a map: read, its value is still to come
    std::unordered_map<std::string, Place> places;  ///< of the keys so far
  };

  Place place(const YAML::Mark& mark) const { return {from_.line + std::max(mark.line, 0), from_.override_by}; }

  Node node(const YAML::Mark& mark, Node::Kind kind) const {
    Node made;
    made.kind = kind;
    made.place = place(mark);
    return made;
  }

  std::string path() const {
    std::string path;
    for (const Open& open : open_) {
      if (open.node.kind == Node::Kind::sequence) path = key_path(path, open.node.children.size());
      if (open.key && !open.key->text.empty()) path = key_path(path, open.key->text);
    }
    return path;
  }

  void close() {
    Node whole = std::move(open_.back().node);
    open_.pop_back();
    finish(std::move(whole));
  }

  void finish(Node whole) {
    if (open_.empty()) {
      if (documents_ <= 1) root = std::move(whole);
    } else if (Open& parent = open_.back(); parent.node.kind == Node::Kind::sequence) {
      parent.node.children.push_back(std::move(whole));
    } else if (!parent.key) {
      parent.key = std::move(whole);
    } else {
      add_member(parent, std::move(whole));
    }
  }

  void add_member(Open& map, Node value) {
    const Node key = *map.key;
    const std::string member_path = path();
    map.key.reset();
    if (key.kind != Node::Kind::scalar) {
      problems_.add(key.place, member_path, "a key must be one word");
    } else if (const auto [first, is_new] = map.places.emplace(key.text, key.place); !is_new) {
      problems_.add(key.place, member_path, "written twice (first on line " + std::to_string(first->second.line) + ")",
                    "remove one");
    } else {
      value.key = key.text;
      value.place = key.place;
      map.node.children.push_back(std::move(value));
    }
  }

  Place from_;
  Problems& problems_;
  int documents_ = 0;
  std::vector<Open> open_;
};

/// Reports the first byte that YAML forbids; the parser takes one of them for the end of the file.
bool is_text(const std::string& text, const Place& from, Problems& problems) {
  const auto forbidden = [](unsigned char c) { return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f; };
  const auto control = to_size(std::find_if(text.begin(), text.end(), forbidden) - text.begin());
  const std::size_t position = std::min(invalid_utf8(text).value_or(text.size()), control);
  if (position == text.size()) return true;
  Place place = from;
  place.line += std::count(text.begin(), text.begin() + to_index(position), '\n');
  problems.add(place, "", position == control ? "a control character" : "invalid UTF-8", "write it as UTF-8 text");
  return false;
}

bool is_list_of_scalars(const Node& node) {
  const auto is_scalar = [](const Node& child) { return child.kind == Node::Kind::scalar; };
  return std::all_of(node.children.begin(), node.children.end(), is_scalar);
}

/// Whether a text reads back as itself without quotes, in a list too.
bool is_plain(const std::string& text) {
  const auto is_alphanumeric = [](char c) {
    return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || ('0' <= c && c <= '9');
  };
  const auto is_harmless = [&](char c) { return is_alphanumeric(c) || std::string_view("_./+-").find(c) != text.npos; };
  if (text.empty() || !(is_alphanumeric(text[0]) || text[0] == '/')) return false;
  return std::all_of(text.begin(), text.end(), is_harmless) && text != "null" && text != "Null" && text != "NULL";
}

void emit_text(YAML::Emitter& out, const std::string& text) {
  if (!is_plain(text)) out << YAML::DoubleQuoted;
  out << text;
}

void emit(YAML::Emitter& out, const Node& node) {
  if (node.kind == Node::Kind::null) {
    out << YAML::Null;
  } else if (node.kind == Node::Kind::scalar) {
    emit_text(out, node.text);
  } else if (node.kind == Node::Kind::sequence) {
    out << (is_list_of_scalars(node) ? YAML::Flow : YAML::Block) << YAML::BeginSeq;
    for (const Node& child : node.children) emit(out, child);
    out << YAML::EndSeq;
  } else {
    out << YAML::Block << YAML::BeginMap;
    for (const Node& child : node.children) {
      out << YAML::Key;
      emit_text(out, child.key);
      out << YAML::Value;
      emit(out, child);
    }
    out << YAML::EndMap;
  }
}

}  // namespace

const Node* Node::find(const std::vector<std::string>& path) const {
  const Node* node = this;
  for (const std::string& part : path)
    if (node != nullptr) node = node->find(part);
  return node;
}

Node* Node::find(const std::string& key_or_position) {
  if (kind == Kind::map) {
    const auto found =
        std::find_if(children.begin(), children.end(), [&](const Node& c) { return c.key == key_or_position; });
    return found == children.end() ? nullptr : &*found;
  }
  const auto position = number_of<std::size_t>(key_or_position);
  return kind == Kind::sequence && position && *position < children.size() ? &children[*position] : nullptr;
}

const Node* Node::find(const std::string& key_or_position) const {
  return const_cast<Node*>(this)->find(key_or_position);
}

std::optional<Node> parse_yaml(const std::string& text, const Place& from, Problems& problems) {
  if (!is_text(text, from, problems)) return std::nullopt;
  TreeBuilder builder(from, problems);
  try {
    std::istringstream in(text);
    YAML::Parser parser(in);
    // After a stray sign the parser finds empty documents without end.
    while (parser.HandleNextDocument(builder) && builder.documents() == 1) {
    }
  } catch (const YAML::Exception& error) {
    const Place place{from.line + std::max(error.mark.line, 0), from.override_by};
    const bool has_variable = text.find("${") != std::string::npos;
    problems.add(place, "", "not YAML (" + error.msg + ")",
                 has_variable ? "inside {...} and [...], values with ${...} need quotes" : "");
    return std::nullopt;
  }
  return builder.documents() > 1 ? std::nullopt : std::optional(std::move(builder.root));
}

std::string print_yaml(const Node& root) {
  YAML::Emitter out;
  emit(out, root);
  NEURANK_EXPECT(out.good());
  return std::string(out.c_str()) + "\n";
}

std::string key_path(const std::string& parent, const std::string& key) {
  return parent.empty() ? key : parent + "." + key;
}

std::string key_path(const std::string& parent, std::size_t position) {
  return key_path(parent, std::to_string(position));
}

}  // namespace neurank::grid
