#include "report/page/page.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/base64.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "report/page/html.hpp"
#include "report/page/page_parts.hpp"
#include "report/page/page_text.hpp"

namespace neurank::report {
namespace {

constexpr std::size_t bytes_of_figures = 4'500'000, bytes_of_tables = 2'000'000, bytes_of_cards = 2'700'000,
                      bytes_of_grid = 200'000;

std::string list_of(const std::vector<std::string>& sentences) {
  std::string html = "<ul>\n";
  for (const std::string& sentence : sentences) html += html_element("li", sentence) + "\n";
  return html + "</ul>\n";
}

/// Allows the page's own style and script alone: nothing is fetched, and a script that came with data does not run.
std::string policy() {
  const std::string script = "'sha256-" + to_base64(sha256_bytes(page_script)) + "'";
  return "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'; img-src "
         "data:; "
         "script-src " +
         script + "\">\n";
}

std::string head(const std::string& title) {
  return "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n" + policy() +
         "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n" + html_element("title", title) +
         "\n<link rel=icon href=\"data:,\">\n<style>\n" + page_style + "</style>\n</head>\n<body>\n";
}

/// Answers and limits, as findings have them; the first section has no heading and says what the numbers are about.
std::string answers(const Findings& findings) {
  std::string html, limits;
  std::string cards = "<div class=answers>\n";
  for (const Section& section : findings.sections) {
    if (section.sentences.empty()) continue;
    if (section.heading.empty())
      html += html_element("p", section.sentences.front(), "class=quiet") + "\n";
    else if (section.is_limit)
      limits += html_element("h3", section.heading) + "\n" + list_of(section.sentences);
    else
      cards += "<section>" + html_element("h3", section.heading) + "\n" + list_of(section.sentences) + "</section>\n";
  }
  html += cards + "</div>\n";
  return limits.empty() ? html : html + "<div class=limits>\n" + limits + "</div>\n";
}

/// Links to a figure's files, beside the page in its run's folder.
std::string files_of(const Figure& figure) {
  std::string html = " Files:";
  for (const FigureData& data : figure.data)
    html.append(" ").append(link("figures/" + data.file, data.file.substr(figure.name.size() + 1)));
  for (const std::string extension : {"gp", "svg", "pdf"})
    html.append(" ").append(link("figures/" + figure.name + "." + extension, extension));
  return html;
}

std::string html_of(const Figure& figure, const std::filesystem::path& folder, std::size_t room, bool has_symbols) {
  const std::filesystem::path file = folder / (figure.name + ".svg");
  std::string drawing;
  if (std::filesystem::exists(file)) drawing = inline_svg(read_file(file), figure.title, has_symbols);
  const bool is_wide = svg_width(drawing) > 450;  // two columns of a paper
  if (drawing.size() > room) drawing = html_element("p", "Too large for this page: figures/" + figure.name + ".svg");
  return "<figure id=\"" + html_text(figure.name) + (is_wide ? "\" class=wide>" : "\">") +
         html_element("h3", figure.title) + "\n<div>" + drawing + "</div>\n" + "<figcaption>" +
         html_text(figure.caption) + files_of(figure) + "</figcaption></figure>\n";
}

/// Places of figures: the first of each kind, then the second of each, so that no kind is left out for another's sake.
std::vector<std::size_t> in_turns(const std::vector<Figure>& figures) {
  std::map<std::string, std::size_t> seen;
  std::vector<std::pair<std::size_t, std::size_t>> turns;
  for (std::size_t i = 0; i < figures.size(); ++i) turns.emplace_back(seen[figures[i].kind]++, i);
  std::ranges::sort(turns);
  std::vector<std::size_t> places;
  for (const auto& [turn, place] : turns) places.push_back(place);
  return places;
}

std::string figures_html(const std::vector<Figure>& figures, const PageContent& content) {
  std::vector<std::string> shown(figures.size());
  std::size_t bytes = 0, left_out = 0;
  bool needs_symbols = true;
  for (const std::size_t i : in_turns(figures)) {
    std::string one = html_of(figures[i], content.figures, bytes_of_figures / 4, needs_symbols);
    if (bytes + one.size() > bytes_of_figures) {
      ++left_out;
      continue;
    }
    bytes += one.size();
    needs_symbols = needs_symbols && one.find("<defs>") == std::string::npos;
    shown[i] = std::move(one);
  }
  std::string html = "<div class=figures>\n" + join(shown, "") + "</div>\n";
  if (left_out == 0) return html;
  return html + html_element("p", std::to_string(left_out) + " more figures are in figures/.", "class=more") + "\n";
}

std::string provenance(const PageContent& content) {
  std::string html = "<table class=facts>\n";
  for (const auto& [what, value] : content.provenance)
    html += "<tr>" + html_element("th", what) + html_element("td", value) + "\n";
  html += "</table>\n";
  if (!content.methods.empty())
    html += "<details><summary><strong>How it was computed</strong> " + link("methods.txt") + "</summary>\n" +
            html_element("pre", content.methods) + "</details>\n";
  if (content.grid.empty()) return html;
  return html + "<details><summary><strong>All settings</strong> <span class=quiet>run.yaml</span></summary>\n" +
         html_element("pre", content.grid.substr(0, bytes_of_grid)) + "</details>\n";
}

std::string part(const std::string& id, const std::string& heading, const std::string& html) {
  return html.empty() ? "" : "<h2 id=" + id + ">" + html_text(heading) + "</h2>\n" + html;
}

}  // namespace

std::string page(const Tables& tables, const Findings& findings, const Figures& figures, const PageContent& content) {
  std::string html = head(content.experiment + ": neurons that carry linguistic information");
  html += "<h1>" + html_text(content.experiment) + "<small>Neurons that carry linguistic information</small></h1>\n";
  const std::string body =
      part("glance", "At a glance", glance_table(tables)) +
      part("figures", "Figures", figures.figures.empty() ? "" : figures_html(figures.figures, content)) +
      part("neurons", "Neurons", page_cards(tables, bytes_of_cards)) +
      part("tables", "Tables", page_tables(tables, bytes_of_tables)) +
      part("provenance", "Where this comes from", provenance(content));
  html += "<nav>";
  for (const auto& [id, name] : {std::pair{"answers", "Answers"},
                                 {"glance", "At a glance"},
                                 {"figures", "Figures"},
                                 {"neurons", "Neurons"},
                                 {"tables", "Tables"},
                                 {"provenance", "Origin"}})
    if (id == std::string("answers") || body.find(std::string("<h2 id=") + id + ">") != std::string::npos)
      html += std::string("<a href=\"#") + id + "\">" + name + "</a>";
  html += "</nav>\n<main id=answers>\n";
  if (!content.notes.empty())
    html += "<div class=warn>" + html_element("strong", "What is missing") + list_of(content.notes) + "</div>\n";
  html += page_intro(tables);
  html += findings.sections.empty()
              ? html_element("p", "No cell of this run is finished, so there is nothing to answer yet.") + "\n"
              : answers(findings);
  html += page_glossary();
  return html + body + "</main>\n<script>" + page_script + "</script>\n</body>\n</html>\n";
}

}  // namespace neurank::report
