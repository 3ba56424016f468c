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
  std::string literal = "'";
  for (const char c : text) {
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
  return 0.33 * std::ceil(to_double(entries.size()) / to_double(columns(width))) + 0.1;
}

std::size_t Legend::columns(double width) const {
  constexpr double sample = 1.3;  // cm, of a line and the room around it
  double widest_text = 0;
  for (const auto& [text, look] : entries) widest_text = std::max(widest_text, text_width(text));
  const auto fitting = static_cast<std::size_t>((width - 0.4) / (widest_text + sample));
  return std::clamp<std::size_t>(fitting, 1, std::max<std::size_t>(1, entries.size()));
}

void GnuplotScript::legend(const Legend& legend) {
  panel({0.2, width_ - 0.2, 0.05, 0.05 + legend.height(width_)});
  add("unset border; unset tics; set xrange [0:1]; set yrange [0:1]");
  add("set key at graph 0.5, graph 1 center top horizontal samplen 2 maxcols " +
      std::to_string(legend.columns(width_)));
  std::vector<std::string> elements;
  for (const auto& [text, look] : legend.entries)
    elements.push_back("keyentry " + look + " title " + gnuplot_text(text));
  elements.emplace_back("-1 notitle");
  plot(elements);
  add("unset key; set border 3 linewidth 0.6; set xtics nomirror; set ytics nomirror; set tics scale 0.4; set "
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

double widest(const std::vector<std::string>& texts) {
  double width = 0;
  for (const std::string& text : texts) width = std::max(width, text_width(text));
  return width;
}

}  // namespace neurank::report
