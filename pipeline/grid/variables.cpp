#include "grid/variables.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"
#include "grid/schema.hpp"

namespace neurank::grid {
namespace {

constexpr std::size_t max_name = 100;

bool is_variable(std::string_view name) {
  const auto is_letter = [](char c) { return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || c == '_'; };
  const auto is_digit = [](char c) { return '0' <= c && c <= '9'; };
  return !name.empty() && name.size() <= max_name && is_letter(name[0]) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || is_digit(c); });
}

/// Appends what a reference, the text between its braces, stands for.
std::optional<Complaint> append_value(const std::string& reference, std::string& expanded) {
  const std::size_t separator = reference.find(":-");
  const std::string name = reference.substr(0, separator);
  if (!is_variable(name))
    return Complaint{in_quotes("${" + reference + "}") + " is not a variable", "write ${NAME} or ${NAME:-default}"};
  const char* value = std::getenv(name.c_str());
  const bool is_set = value != nullptr && *value != '\0';
  if (!is_set && separator == std::string::npos)
    return Complaint{"the environment has no variable " + name, "set it, or write ${" + name + ":-default}"};
  expanded += is_set ? value : reference.substr(separator + 2);
  return std::nullopt;
}

std::optional<Complaint> expand(std::string& text) {
  std::string expanded;
  for (std::size_t i = 0; i < text.size();) {
    if (text.compare(i, 3, "$${") == 0) {
      expanded += "${";
      i += 3;
    } else if (text.compare(i, 2, "${") == 0) {
      const std::size_t end = text.find('}', i);
      if (end == std::string::npos) return Complaint{"a \"${\" without \"}\"", "close it, or write $${ for a plain ${"};
      if (auto complaint = append_value(text.substr(i + 2, end - i - 2), expanded)) return complaint;
      i = end + 1;
    } else {
      expanded += text[i++];
    }
  }
  text = expanded;
  return std::nullopt;
}

std::optional<Complaint> check_text(const std::string& text) {
  const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
  if (std::any_of(text.begin(), text.end(), is_control)) return Complaint{"holds a control character or a line break"};
  if (invalid_utf8(text)) return Complaint{"is not valid UTF-8"};
  return std::nullopt;
}

void expand(Node& node, const std::string& path, Problems& problems) {
  if (node.kind == Node::Kind::scalar) {
    auto complaint = expand(node.text);
    if (!complaint) complaint = check_text(node.text);
    if (complaint) problems.add(node.place, path, complaint->problem, complaint->remedy);
    node.reported = complaint.has_value();
  }
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    Node& child = node.children[i];
    expand(child, node.kind == Node::Kind::map ? key_path(path, child.key) : key_path(path, i), problems);
  }
}

}  // namespace

void expand_variables(Node& root, Problems& problems) { expand(root, "", problems); }

std::string without_variables(const std::string& text) {
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.compare(i, 2, "${") == 0) escaped += '$';
    escaped += text[i];
  }
  return escaped;
}

}  // namespace neurank::grid
