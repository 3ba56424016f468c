#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "base/matrix.hpp"

namespace neurank::checkpoint {

/// A published config.json. A getter with a fallback uses it when the key is absent or null; without one, an absent key
/// is an error. Every Error names file and key, and what is wrong with the value.
class ModelConfig {
 public:
  /// Throws Error when the file is missing or not a JSON object.
  explicit ModelConfig(const std::filesystem::path& file);

  const std::filesystem::path& file() const { return file_; }
  bool has(const std::string& key) const;  ///< null counts as absent

  /// A whole number in [1, 10^7]: a size of something.
  Index count(const std::string& key, std::optional<Index> fallback = std::nullopt) const;
  double positive_number(const std::string& key, std::optional<double> fallback = std::nullopt) const;
  std::string text(const std::string& key, std::optional<std::string> fallback = std::nullopt) const;
  bool flag(const std::string& key, std::optional<bool> fallback = std::nullopt) const;

 private:
  struct Document;

  std::filesystem::path file_;
  std::shared_ptr<const Document> document_;
};

}  // namespace neurank::checkpoint
