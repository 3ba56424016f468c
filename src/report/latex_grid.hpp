#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/table.hpp"
#include "report/cell_name.hpp"
#include "report/latex_names.hpp"
#include "report/latex_pieces.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {

// Tables for LaTeX in which every number belongs to a cell of the grid.

/// Stands where there is no number.
inline constexpr const char* no_number = "--";

/// A number as LaTeX, with a minus and not a hyphen. @param format one conversion of a double
std::string latex_number(const char* format, double value);

/// "1 point", "0.5 points"
std::string points_latex(double points);

/// Mean ± standard deviation as LaTeX; the mean alone for a single value, no_number for none.
/// @param scale 100 for percent
std::string mean_and_sd(const Samples& values, double scale, const char* format);

/// The same of shares, in percent with one decimal.
std::string mean_percent(const Samples& shares);

/// Pieces that a file of tables has at most.
inline constexpr std::size_t most_pieces = 6;

/// A line of a table: for each model and variant what `measure` finds.
struct Line {
  std::string name;  ///< LaTeX
  std::function<std::string(const CellName&)> measure;
  bool is_small = false;
};

/// Models, tasks and variants of a table, and how they are called in headings.
class CellGrid {
 public:
  /// @param table has the three columns of the cell; it must outlive this
  explicit CellGrid(const Table& table);

  /// Tasks down, models and variants across, some lines for each task; without the lines that have no number at all.
  /// @param csv name of the table that has all of it
  LargeTable by_model(const std::string& caption, const std::string& label, const std::string& csv,
                      const std::vector<Line>& lines) const;

  /// Tasks, and for each task models and variants down; the columns are `header`, what `measure` finds for each.
  LargeTable by_cell(const std::string& caption, const std::string& label, const std::string& csv,
                     const std::vector<std::string>& header,
                     const std::function<std::vector<std::string>(const CellName&)>& measure) const;

  /// Comments that say which names were cut short.
  std::string legend() const { return model_names_.legend() + variant_names_.legend() + task_names_.legend(); }

 private:
  bool has_variants() const { return variants_.size() > 1; }

  /// What a line has for each model and variant of a task, in the order of the columns.
  std::vector<std::string> measured(const Line& line, const std::string& task) const;

  std::vector<std::string> models_, tasks_, variants_;
  ShortNames model_names_, task_names_, variant_names_;
};

}  // namespace neurank::report
