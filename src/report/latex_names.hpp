#pragma once

#include <map>
#include <string>
#include <vector>

namespace neurank::report {

/// Names cut short for the headings of a table, so that different ones stay different.
class ShortNames {
 public:
  /// @param names different ones  @param widest em that a name may take, see latex_width(), 4 or more
  ShortNames(const std::vector<std::string>& names, double widest);

  /// LaTeX of a name, cut in its middle where it is too wide, as in "bert-bas...ased"; where several would be cut to
  /// the same, the number of the name among all stands behind it. @pre one of the names
  const std::string& latex(const std::string& name) const { return short_.at(name); }

  /// LaTeX comments that say which names were cut and what they are in full, a line each.
  std::string legend() const;

 private:
  std::map<std::string, std::string> short_;
  std::vector<std::string> cut_;
};

}  // namespace neurank::report
