#include "tokenizer/tokenizer_config.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"

namespace neurank::tokenizer {

TokenizerConfig::TokenizerConfig(const std::filesystem::path& model_folder)
    : file_(model_folder / file_name), settings_(nlohmann::json::object()) {
  std::error_code ignored;
  if (!std::filesystem::exists(file_, ignored)) return;
  settings_ = parsed_json<nlohmann::json>(read_file(file_));
  if (!settings_.is_object()) throw input_error(file_.string() + ": not a JSON object", "download the file again");
}

bool TokenizerConfig::flag(const char* key, bool otherwise) const {
  const auto found = settings_.find(key);
  if (found == settings_.end() || found->is_null()) return otherwise;
  if (!found->is_boolean())
    throw input_error(file_.string() + ": " + key + " is " + json_text(*found, -1, true), "set it to true or false");
  return found->get<bool>();
}

bool TokenizerConfig::has(const char* key) const {
  const auto found = settings_.find(key);
  return found != settings_.end() && !found->is_null();
}

std::int64_t TokenizerConfig::count(const char* key, std::int64_t otherwise) const {
  if (!has(key)) return otherwise;
  const nlohmann::json& value = settings_.at(key);
  constexpr std::uint64_t most = 1'000'000;
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most)
    throw input_error(file_.string() + ": " + key + " is " + json_text(value, -1, true),
                      "make it a whole number up to " + std::to_string(most));
  return value.get<std::int64_t>();
}

std::optional<std::string> TokenizerConfig::piece(const char* key) const {
  if (!has(key)) return std::nullopt;
  const nlohmann::json& value = settings_.at(key);
  const bool has_content = value.is_object() && value.contains("content");
  const nlohmann::json& text = has_content ? value["content"] : value;
  if (!text.is_string())
    throw input_error(file_.string() + ": " + key + " is " + json_text(value, -1, true), "make it a text");
  return text.get<std::string>();
}

std::vector<std::string> TokenizerConfig::texts(const char* key) const {
  if (!has(key)) return {};
  const nlohmann::json& value = settings_.at(key);
  const bool is_list =
      value.is_array() && std::ranges::all_of(value, [](const nlohmann::json& item) { return item.is_string(); });
  if (!is_list)
    throw input_error(file_.string() + ": " + key + " is " + json_text(value, -1, true), "make it a list of texts");
  return value.get<std::vector<std::string>>();
}

void TokenizerConfig::expect(const char* key, const nlohmann::json& supported) const {
  if (!has(key) || settings_.at(key) == supported) return;
  throw input_error(
      file_.string() + ": " + key + " is " + json_text(settings_.at(key), -1, true) + ", which is not supported",
      "use a model of another family");
}

}  // namespace neurank::tokenizer
