#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/index.hpp"

namespace neurank::checkpoint {

/// A published config.json or a section of it. A getter with a fallback uses it when the key is absent or null; without
/// one, an absent key is an error. Every Error names file and key, and what is wrong with the value.
class ModelConfig {
 public:
  /// Throws Error when the file is missing or not a JSON object.
  explicit ModelConfig(const std::filesystem::path& file);

  /// Reads the configuration from a text instead of a file. @param name what errors call it
  static ModelConfig from_text(std::string_view text, const std::filesystem::path& name);

  const std::filesystem::path& file() const { return file_; }
  bool has(const std::string& key) const;       ///< null counts as absent
  bool mentions(const std::string& key) const;  ///< null counts as there
  bool is_text(const std::string& key) const;
  std::vector<std::string> keys() const;  ///< all, sorted

  /// A whole number in [1, 10^7]: a size of something.
  Index count(const std::string& key, std::optional<Index> fallback = std::nullopt) const;
  /// A whole number in [-10^7, 10^7].
  Index whole_number(const std::string& key, std::optional<Index> fallback = std::nullopt) const;
  double positive_number(const std::string& key, std::optional<double> fallback = std::nullopt) const;
  double not_negative_number(const std::string& key, std::optional<double> fallback = std::nullopt) const;
  std::string text(const std::string& key, const std::optional<std::string>& fallback = std::nullopt) const;
  bool flag(const std::string& key, std::optional<bool> fallback = std::nullopt) const;

  /// A list of texts; none where the key is absent or something else.
  std::vector<std::string> texts(const std::string& key) const;

  /// An object in this one; errors about its keys name the path, "lstm.dim".
  ModelConfig section(const std::string& key) const;

  /// A list of pairs of whole numbers in [1, 10^7], such as the filters of a character CNN: [[width, filters], ...].
  std::vector<std::pair<Index, Index>> count_pairs(const std::string& key) const;

 private:
  struct Document;
  ModelConfig(std::filesystem::path file, std::string section, Document document);

  /// Where an error happened: file and section.
  std::pair<std::string, std::string> place() const { return {file_.string(), section_}; }

  std::filesystem::path file_;
  std::string section_;  ///< its path with a dot behind it, or empty
  std::shared_ptr<const Document> document_;
};

}  // namespace neurank::checkpoint
