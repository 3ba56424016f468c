#include "checkpoint/model_config.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "checkpoint/json.hpp"

namespace neurank::checkpoint {

struct ModelConfig::Document {
  Json object;
};

namespace {

constexpr Index max_count = 10'000'000;

/// The value of a key, or nullptr when it is absent or null.
const Json* find(const Json& object, const std::string& key) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

bool is_count(const Json& value) {
  return value.is_number_unsigned() && value.get<std::uint64_t>() >= 1 && value.get<std::uint64_t>() <= max_count;
}

bool is_whole_number(const Json& value) {
  return is_count(value) ||
         (value.is_number_integer() && value.get<std::int64_t>() <= 0 && value.get<std::int64_t>() >= -max_count);
}

bool is_pair_of_counts(const Json& value) {
  return value.is_array() && value.size() == 2 && is_count(value[0]) && is_count(value[1]);
}

/// A value that satisfies `accepts`, or the fallback of an absent key.
/// @param place file and section, the start of an error
template <class T, class Accepts>
T value_of(const std::pair<std::string, std::string>& place, const Json& object, const std::string& key,
           const std::optional<T>& fallback, const char* expected, Accepts accepts) {
  const auto& [file, section] = place;
  const Json* value = find(object, key);
  if (value == nullptr && fallback) return *fallback;
  if (value == nullptr) throw input_error(file + ": key " + section + key + " is missing");
  if (!accepts(*value)) {
    const std::string found = json_text(*value, -1, true).substr(0, 40);
    throw input_error(file + ": " + section + key + " is " + found + ", expected " + expected);
  }
  return value->get<T>();
}

}  // namespace

ModelConfig::ModelConfig(const std::filesystem::path& file) : ModelConfig(file, "", {read_json_object(file)}) {}

ModelConfig ModelConfig::from_text(std::string_view text, const std::filesystem::path& name) {
  return {name, "", {parse_json_object(text, name)}};
}

ModelConfig::ModelConfig(std::filesystem::path file, std::string section, Document document)
    : file_(std::move(file)),
      section_(std::move(section)),
      document_(std::make_shared<const Document>(std::move(document))) {}

bool ModelConfig::has(const std::string& key) const { return find(document_->object, key) != nullptr; }

bool ModelConfig::mentions(const std::string& key) const { return document_->object.contains(key); }

bool ModelConfig::is_text(const std::string& key) const {
  const Json* value = find(document_->object, key);
  return value != nullptr && value->is_string();
}

std::vector<std::string> ModelConfig::keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, value] : document_->object.items()) keys.push_back(key);
  return keys;
}

Index ModelConfig::count(const std::string& key, std::optional<Index> fallback) const {
  return value_of<Index>(place(), document_->object, key, fallback, "a whole number from 1 to 10000000", is_count);
}

Index ModelConfig::whole_number(const std::string& key, std::optional<Index> fallback) const {
  return value_of<Index>(place(), document_->object, key, fallback, "a whole number from -10000000 to 10000000",
                         is_whole_number);
}

double ModelConfig::positive_number(const std::string& key, std::optional<double> fallback) const {
  return value_of<double>(place(), document_->object, key, fallback, "a number above 0",
                          [](const Json& value) { return value.is_number() && value.get<double>() > 0; });
}

double ModelConfig::not_negative_number(const std::string& key, std::optional<double> fallback) const {
  return value_of<double>(place(), document_->object, key, fallback, "a number not below 0",
                          [](const Json& value) { return value.is_number() && value.get<double>() >= 0; });
}

std::string ModelConfig::text(const std::string& key, const std::optional<std::string>& fallback) const {
  return value_of<std::string>(place(), document_->object, key, fallback, "a text",
                               [](const Json& value) { return value.is_string(); });
}

bool ModelConfig::flag(const std::string& key, std::optional<bool> fallback) const {
  return value_of<bool>(place(), document_->object, key, fallback, "true or false",
                        [](const Json& value) { return value.is_boolean(); });
}

std::vector<std::string> ModelConfig::texts(const std::string& key) const {
  const Json* value = find(document_->object, key);
  const auto is_text = [](const Json& item) { return item.is_string(); };
  if (value == nullptr || !value->is_array() || !std::ranges::all_of(*value, is_text)) return {};
  return value->get<std::vector<std::string>>();
}

ModelConfig ModelConfig::section(const std::string& key) const {
  auto object = value_of<Json>(place(), document_->object, key, std::nullopt, "an object",
                               [](const Json& value) { return value.is_object(); });
  return {file_, section_ + key + ".", {std::move(object)}};
}

std::vector<std::pair<Index, Index>> ModelConfig::count_pairs(const std::string& key) const {
  using Pairs = std::vector<std::pair<Index, Index>>;
  return value_of<Pairs>(
      place(), document_->object, key, std::nullopt, "a list of pairs of whole numbers >= 1", [](const Json& value) {
        return value.is_array() && !value.empty() && std::all_of(value.begin(), value.end(), is_pair_of_counts);
      });
}

}  // namespace neurank::checkpoint
