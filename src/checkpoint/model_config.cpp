#include "checkpoint/model_config.hpp"

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

/// A value that satisfies `accepts`, or the fallback of an absent key.
template <class T, class Accepts>
T value_of(const std::filesystem::path& file, const Json& object, const std::string& key,
           const std::optional<T>& fallback, const char* expected, Accepts accepts) {
  const Json* value = find(object, key);
  if (value == nullptr && fallback) return *fallback;
  if (value == nullptr) throw input_error(file.string() + ": key " + key + " is missing");
  if (!accepts(*value)) {
    const std::string found = value->dump(-1, ' ', true, Json::error_handler_t::replace).substr(0, 40);
    throw input_error(file.string() + ": " + key + " is " + found + ", expected " + expected);
  }
  return value->get<T>();
}

}  // namespace

ModelConfig::ModelConfig(const std::filesystem::path& file)
    : file_(file), document_(std::make_shared<const Document>(Document{read_json_object(file)})) {}

bool ModelConfig::has(const std::string& key) const { return find(document_->object, key) != nullptr; }

Index ModelConfig::count(const std::string& key, std::optional<Index> fallback) const {
  return value_of<Index>(
      file_, document_->object, key, fallback, "a whole number from 1 to 10000000", [](const Json& value) {
        return value.is_number_unsigned() && value.get<std::uint64_t>() >= 1 && value.get<std::uint64_t>() <= max_count;
      });
}

double ModelConfig::positive_number(const std::string& key, std::optional<double> fallback) const {
  return value_of<double>(file_, document_->object, key, fallback, "a number above 0",
                          [](const Json& value) { return value.is_number() && value.get<double>() > 0; });
}

std::string ModelConfig::text(const std::string& key, std::optional<std::string> fallback) const {
  return value_of<std::string>(file_, document_->object, key, fallback, "a text",
                               [](const Json& value) { return value.is_string(); });
}

bool ModelConfig::flag(const std::string& key, std::optional<bool> fallback) const {
  return value_of<bool>(file_, document_->object, key, fallback, "true or false",
                        [](const Json& value) { return value.is_boolean(); });
}

}  // namespace neurank::checkpoint
