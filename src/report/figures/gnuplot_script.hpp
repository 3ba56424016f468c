#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/table.hpp"

namespace neurank::report {

/// A text as gnuplot's literal: nothing in it is interpreted. Printed by a terminal without enhanced text.
std::string gnuplot_text(const std::string& text);

/// The same for a label of an axis, which gnuplot also takes for a format of numbers.
std::string gnuplot_tic(const std::string& text);

/// "set xtics ('a' 0, 'b' 1)": labels of an axis at 0, 1, 2, ... @param axis "x" or "y"  @param options behind the
/// labels' list, as in "rotate by 90"
std::string tics_at_places(char axis, const std::vector<std::string>& labels, const std::string& options = "");

/// Colour-blind safe colours (Okabe & Ito 2008) that do not fade on white, and symbols; a model has the same
/// everywhere.
struct Style {
  std::string colour;  ///< "#rrggbb"
  int symbol = 0;      ///< gnuplot's point type
};
Style style_of(std::size_t model);

/// Where a panel is drawn, in cm from the figure's left and upper edge.
struct Box {
  double left, right, top, bottom;
};

/// What a line or a symbol means.
struct LegendEntry {
  std::string text;
  std::string colour = "black";
  int dash = 0;    ///< gnuplot's dash type; 0: no line
  int symbol = 0;  ///< gnuplot's point type; 0: none
};

/// Entries in columns at a figure's upper edge. Gnuplot's own legend is as wide as it thinks the fonts are.
struct Legend {
  std::vector<LegendEntry> entries;

  double height(double width) const;  ///< in cm, of a figure of this width

 private:
  std::size_t columns(double width) const;
  friend class GnuplotScript;
};

/// A script that draws one figure as SVG and as PDF.
class GnuplotScript {
 public:
  /// @param width, height in cm; single_column for most
  GnuplotScript(std::string name, double width, double height);

  GnuplotScript& add(const std::string& line);

  void add_legend(const Legend& legend);

  /// Begins a panel: what follows, to plot(), belongs to it.
  void panel(const Box& box);

  /// Ends a panel. @param elements of gnuplot's plot command
  void plot(const std::vector<std::string>& elements);

  /// A line of text. @param left, top in cm from the figure's edges
  void text(const std::string& text, double left, double top, const std::string& options = "");

  std::string finish() const;

 private:
  std::string name_;
  double width_, height_;
  std::string body_;
};

constexpr double single_column = 8.4, two_columns = 17.4;  ///< cm

/// Rows of a figure's CSV file, for plot commands.
class PlotRows {
 public:
  /// @param data of a file whose rows are [first, first + count)
  PlotRows(const std::string& file, const Table& rows, std::size_t first, std::size_t count)
      : file_(file), rows_(&rows), first_(first), count_(count) {}

  /// "'FILE.csv' skip 1 every ::0::5 using 4:5", with the columns' numbers for "{column}" in the expression.
  std::string using_columns(const std::string& expression) const;

 private:
  std::string file_;
  const Table* rows_;
  std::size_t first_, count_;
};

/// The width of a text of the figures' size, in cm, rather too much than too little. @param text UTF-8
double text_width(const std::string& text);

/// A text, cut short with an ellipsis where it is wider. @param text UTF-8  @param width in cm
std::string cut_to(const std::string& text, double width);

/// The widest of some texts.
double widest(const std::vector<std::string>& texts);

}  // namespace neurank::report
