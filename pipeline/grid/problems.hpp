#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace neurank::grid {

/// Where a value was written: a line of the grid, or an override of the command line.
struct Place {
  long line = 1;            ///< from 1; meaningless for an override
  std::string override_by;  ///< e.g. "--set probe.epochs"; empty: the grid itself
};

/// Collects all that is wrong with a grid, so that the user sees it at once.
class Problems {
 public:
  explicit Problems(std::filesystem::path file) : file_(std::move(file)) {}

  /// @param path key path of the value, empty for the whole grid
  void add(const Place& place, const std::string& path, const std::string& problem, const std::string& remedy = {});

  /// Throws one usage Error with one problem a line in the order of the lines, overrides last.
  void throw_if_any() const;

  /// "FILE:LINE: " or "--set KEY: ".
  std::string text_of(const Place& place) const;

 private:
  struct Problem {
    Place place;
    std::string text;
  };
  std::filesystem::path file_;
  std::vector<Problem> problems_;
};

/// "did you mean X?" when a candidate is near, else nothing.
std::string suggestion(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace neurank::grid
