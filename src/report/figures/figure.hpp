#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/table.hpp"
#include "report/table_queries.hpp"

namespace neurank::report {

/// Data of a figure: rows and columns of one of the run's tables, as they are.
struct FigureData {
  std::string file;   ///< NAME.csv
  std::string table;  ///< whose rows these are
  Table rows;
};

/// A figure, as a script for gnuplot that reads its data from CSV files beside it and writes NAME.svg and NAME.pdf.
struct Figure {
  std::string name;     ///< of its files, without extension: letters, digits, ".", "-", "_"
  std::string kind;     ///< one of figure_kinds()
  std::string title;    ///< plain text: what, and of which task and variant
  std::string caption;  ///< plain text: how to read it, what chance is, what is left out
  std::vector<FigureData> data;
  std::string script;
};

/// What figures are about: a task and the settings of its probes.
struct Place {
  std::string task, variant;
};

}  // namespace neurank::report
