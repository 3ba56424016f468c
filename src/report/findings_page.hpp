#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/cell_facts.hpp"

namespace neurank::report {

/// A part of the page of findings: a heading, and sentences below it, the most important first.
struct Section {
  std::string heading;
  std::vector<std::string> sentences;
  std::size_t at_once = 1;  ///< sentences that it may put on the page before the other sections are asked again
  bool is_limit = false;    ///< whether it says what must not be concluded
};

/// Bounds of a page, whatever the grid.
constexpr std::size_t most_lines = 40, most_columns = 100;

/// Lines of at most most_columns bytes, where no word is longer. The first begins with "- ", the others with two
/// blanks.
std::vector<std::string> wrapped(const std::string& sentence);

/// The sections as lines, at most most_lines. Where all sentences do not fit, those stay that come first in their
/// section; a section without sentences is left out.
/// @param left_out gets the others
std::vector<std::string> page_of(const std::vector<Section>& sections, std::vector<std::string>& left_out);

/// How findings call cells: "model/task", with the variant where there are several, long names cut short.
class CellNaming {
 public:
  explicit CellNaming(const std::vector<CellFacts>& cells);

  std::string operator()(const CellFacts& cell) const;
  std::string place(const std::string& task, const std::string& variant) const;

 private:
  bool has_variants_ = false;
};

/// A name of at most 30 bytes, cut short where it is longer.
std::string short_name(const std::string& name);

std::string percent(double share);              ///< "12.3 %"
std::string in_points(double difference);       ///< "12.3 points"
std::string interval_text(const Estimate& of);  ///< " [1.2, 3.4]", in percent or points; empty without an interval
std::string p_text(const Estimate& of);         ///< ", p 0.012"; empty without one
std::string share_of(std::size_t part, std::size_t all);  ///< "3 of 4"

}  // namespace neurank::report
