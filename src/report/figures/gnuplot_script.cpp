#include "report/figures/gnuplot_script.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "base/cast.hpp"
#include "base/format.hpp"
#include "base/text.hpp"

namespace neurank::report {
namespace {

constexpr double pixels_a_cm = 37.8, points_of_text = 7;
constexpr double row_of_legend = 0.36, sample = 0.8;  ///< cm

std::string number(double value) { return formatted("%.4g", value); }

/// What may stand before the names of a drawing's parts.
std::string identifier(std::string name) {
  std::ranges::replace_if(
      name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

/// "{", "}" and the terminals, the same in all scripts.
std::string head_of(const std::string& name, double width, double height) {
  const std::string file = gnuplot_text(name + ".");
  std::string head = "# Draws " + name + ".svg and " + name + ".pdf: run gnuplot on this file in its folder.\n";
  head += "do for [format in 'svg pdf'] {\nreset\nset encoding utf8\nset datafile separator comma\n";
  head += "if (format eq 'svg') {\n  set terminal svg size " + number(width * pixels_a_cm) + "," +
          number(height * pixels_a_cm) + " dynamic font 'Helvetica," + number(points_of_text / 72 * 96) +
          "' noenhanced background 'white' name " + gnuplot_text(identifier(name)) +
          "\n} else {\n  set terminal pdfcairo size " + number(width) + "cm," + number(height) + "cm font 'Helvetica," +
          number(points_of_text) + "' noenhanced\n}\nset output " + file + ".format\n";
  return head +
         "set multiplot\nset border 3 linewidth 0.6\nset tics nomirror scale 0.4\nset style fill solid noborder\n";
}

}  // namespace

std::string gnuplot_text(const std::string& text) {
  // A literal may not begin with a quote: gnuplot takes the two that stand for it for an empty text.
  const std::size_t quotes = std::min(text.find_first_not_of('\''), text.size());
  std::string literal = quotes > 0 ? "\"" + text.substr(0, quotes) + "\".'" : "'";
  for (const char c : text.substr(quotes)) {
    if (c == '\'') literal += '\'';
    literal += c;
  }
  return literal + "'";
}

std::string gnuplot_tic(const std::string& text) {
  std::string format;
  for (const char c : text) {
    if (c == '%') format += '%';
    format += c;
  }
  return gnuplot_text(format);
}

std::string tics_at_places(char axis, const std::vector<std::string>& labels, const std::string& options) {
  std::vector<std::string> tics;
  for (std::size_t i = 0; i < labels.size(); ++i) tics.push_back(gnuplot_tic(labels[i]) + " " + std::to_string(i));
  return std::string("set ") + axis + "tics " + options + (options.empty() ? "(" : " (") + join(tics, ", ") + ")";
}

Style style_of(std::size_t model) {
  constexpr std::array colours = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};
  constexpr std::array symbols = {7, 5, 9, 11, 13, 6, 4, 8};
  return {colours[model % colours.size()], symbols[(model + model / colours.size()) % symbols.size()]};
}

GnuplotScript::GnuplotScript(std::string name, double width, double height)
    : name_(std::move(name)), width_(width), height_(height) {}

GnuplotScript& GnuplotScript::add(const std::string& line) {
  body_.append(line).append("\n");
  return *this;
}

double Legend::height(double width) const {
  return row_of_legend * std::ceil(to_double(entries.size()) / to_double(columns(width))) + 0.1;
}

std::size_t Legend::columns(double width) const {
  double widest_text = 0;
  for (const LegendEntry& entry : entries) widest_text = std::max(widest_text, text_width(entry.text));
  const auto fitting = static_cast<std::size_t>((width - 0.4) / (widest_text + sample + 0.5));
  return std::clamp<std::size_t>(fitting, 1, std::max<std::size_t>(1, entries.size()));
}

void GnuplotScript::add_legend(const Legend& legend) {
  const double height = legend.height(width_), wide = width_ - 0.4;
  panel({0.2, width_ - 0.2, 0.05, 0.05 + height});
  add("set samples 2; unset border; unset tics; unset key; set xrange [0:" + number(wide) + "]; set yrange [" +
      number(height) + ":0]");
  const std::size_t columns = legend.columns(width_);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < legend.entries.size(); ++i) {
    const LegendEntry& entry = legend.entries[i];
    const double left = wide / to_double(columns) * to_double(i % columns);
    const std::string y = number(row_of_legend * (to_double(i / columns) + 0.5)),
                      colour = " linecolor rgb '" + entry.colour + "'";
    if (entry.dash > 0)  // no arrow: the SVG terminal draws arrows of one colour with one dash type
      lines.push_back("[t=" + number(left) + ":" + number(left + sample) + "] '+' using (t):(" + y +
                      ") with lines dashtype " + std::to_string(entry.dash) + colour);
    if (entry.symbol > 0)
      add("set label '' at " + number(left + sample / 2) + "," + y + " point pointsize 0.6 pointtype " +
          std::to_string(entry.symbol) + colour);
    add("set label " + gnuplot_text(entry.text) + " at " + number(left + sample + 0.15) + "," + y + " left");
  }
  if (lines.empty()) lines.emplace_back("[t=0:1] '+' using (t):(-1) with lines");
  lines.front() = "sample " + lines.front();
  plot(lines);
  add("set samples 100; set border 3 linewidth 0.6; set xtics nomirror; set ytics nomirror; set tics scale 0.4; set "
      "autoscale");
}

void GnuplotScript::panel(const Box& box) {
  add("set lmargin at screen " + number(box.left / width_) + "; set rmargin at screen " + number(box.right / width_));
  add("set tmargin at screen " + number(1 - box.top / height_) + "; set bmargin at screen " +
      number(1 - box.bottom / height_));
}

void GnuplotScript::plot(const std::vector<std::string>& elements) {
  add("plot " + join(elements, ", \\\n     "));
  add("unset label; unset arrow; unset object");
}

void GnuplotScript::text(const std::string& text, double left, double top, const std::string& options) {
  add("set label " + gnuplot_text(text) + " at screen " + number(left / width_) + ", screen " +
      number(1 - top / height_) + " " + options);
}

std::string GnuplotScript::finish() const {
  return head_of(name_, width_, height_) + body_ + "unset multiplot\nset output\n}\n";
}

std::string PlotRows::using_columns(const std::string& expression) const {
  std::string columns = expression;
  for (std::size_t i = 0; i < rows_->columns().size(); ++i) {
    const std::string name = "{" + rows_->columns()[i].name + "}", number = std::to_string(i + 1);
    for (std::size_t at = columns.find(name); at != std::string::npos; at = columns.find(name))
      columns.replace(at, name.size(), number);
  }
  return gnuplot_text(file_) + " skip 1 every ::" + std::to_string(first_) +
         "::" + std::to_string(first_ + count_ - 1) + " using " + columns;
}

double text_width(const std::string& text) {
  constexpr double cm_a_character = 0.56 * points_of_text / 72 * 2.54;
  const auto characters = std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
  return cm_a_character * to_double(characters);
}

std::string cut_to(const std::string& text, double width) {
  if (text_width(text) <= width) return text;
  std::string cut = text;
  while (!cut.empty() && text_width(cut + "…") > width) {
    while ((cut.back() & 0xC0) == 0x80) cut.pop_back();  // what follows the first byte of a character in UTF-8
    cut.pop_back();
  }
  return cut.empty() ? "" : cut + "…";
}

double widest(const std::vector<std::string>& texts) {
  double width = 0;
  for (const std::string& text : texts) width = std::max(width, text_width(text));
  return width;
}

}  // namespace neurank::report
