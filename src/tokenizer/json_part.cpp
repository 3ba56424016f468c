#include "tokenizer/json_part.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace neurank::tokenizer {
namespace {

using nlohmann::json;

std::string shown(const json& value) {
  constexpr std::size_t longest = 60;
  const std::string text = json_text(value, -1, true);
  return text.size() <= longest ? text : text.substr(0, longest) + "...";
}

}  // namespace

JsonPart::JsonPart(std::string place, const json& value) : place_(std::move(place)), value_(value) {
  if (!value.is_object()) throw refused("is no object");
}

Error JsonPart::refused(const std::string& what) const {
  return input_error(place_ + " " + what, "use a model whose tokenizer is supported");
}

bool JsonPart::has(const char* key) const {
  const auto found = value_.find(key);
  return found != value_.end() && !found->is_null();
}

JsonPart JsonPart::part(const char* key) const {
  if (!has(key)) throw refused(std::string("has no ") + key);
  return {place_ + (place_.ends_with(':') ? " " : ".") + key, value_.at(key)};
}

std::string JsonPart::text(const char* key) const {
  if (!has(key) || !value_.at(key).is_string()) throw refused(std::string("has no text ") + key);
  return value_.at(key).get<std::string>();
}

bool JsonPart::flag(const char* key, bool otherwise) const {
  if (!has(key)) return otherwise;
  if (!value_.at(key).is_boolean()) throw refused(std::string(key) + " is " + shown(value_.at(key)));
  return value_.at(key).get<bool>();
}

const json& JsonPart::list(const char* key) const {
  if (!has(key) || !value_.at(key).is_array()) throw refused(std::string("has no list ") + key);
  return value_.at(key);
}

std::int32_t JsonPart::id(const char* key) const {
  if (!has(key) || !value_.at(key).is_number_unsigned() || value_.at(key) > INT32_MAX)
    throw refused(std::string("has no ") + key + " from 0");
  return value_.at(key).get<std::int32_t>();
}

std::vector<JsonPart> JsonPart::parts(const char* key) const {
  std::vector<JsonPart> parts;
  const std::string place = place_ + (place_.ends_with(':') ? " " : ".") + key + ".";
  for (const json& value : list(key)) parts.emplace_back(place + std::to_string(parts.size()), value);
  return parts;
}

std::string JsonPart::type(std::initializer_list<const char*> known) const {
  std::string name = text("type");
  if (std::ranges::find(known, name) == known.end())
    throw refused("of type " + in_quotes(name) + " is not supported here");
  return name;
}

void JsonPart::expect_only(std::initializer_list<const char*> known,
                           const std::vector<std::pair<const char*, json>>& fixed) const {
  for (const auto& [key, supported] : fixed)
    if (has(key) && value_.at(key) != supported)
      throw refused(std::string(key) + " is " + shown(value_.at(key)) + ", which is not supported");
  for (const auto& item : value_.items()) {
    const std::string& key = item.key();
    const bool is_fixed = std::ranges::any_of(fixed, [&](const auto& pair) { return key == pair.first; });
    if (!is_fixed && std::ranges::find(known, key) == known.end())
      throw refused("has a key that is not supported, " + in_quotes(key));
  }
}

}  // namespace neurank::tokenizer
