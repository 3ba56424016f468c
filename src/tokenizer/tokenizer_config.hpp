#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/json_text.hpp"

namespace neurank::tokenizer {

/// The settings that a model was published with, in its folder's tokenizer_config.json; many folders have none.
class TokenizerConfig {
 public:
  static constexpr const char* file_name = "tokenizer_config.json";

  /// Throws Error when the file exists and is not a JSON object.
  explicit TokenizerConfig(const std::filesystem::path& model_folder);

  /// A yes or no; absent and null are the same. Throws Error when the key is something else.
  bool flag(const char* key, bool otherwise) const;
  bool has(const char* key) const;

  /// A whole number from 0. Throws Error when the key is something else.
  std::int64_t count(const char* key, std::int64_t otherwise) const;

  /// A special piece: a text, or an object with its `content`. Throws Error when the key is something else.
  std::optional<std::string> piece(const char* key) const;

  /// A list of texts, or none. Throws Error when the key is something else.
  std::vector<std::string> texts(const char* key) const;

  /// Throws Error, naming key and value, when the key has another value than the one that is supported; absent and null
  /// are that one.
  void expect(const char* key, const nlohmann::json& supported) const;

 private:
  std::filesystem::path file_;
  nlohmann::json settings_;
};

}  // namespace neurank::tokenizer
