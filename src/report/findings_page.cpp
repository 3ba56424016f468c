#include "report/findings_page.hpp"

#include <sstream>

#include "base/format.hpp"

namespace neurank::report {
namespace {

constexpr std::size_t longest_name = 30;

/// How many sentences of each section fit: sections take turns.
std::vector<std::size_t> chosen(const std::vector<Section>& sections) {
  std::vector<std::size_t> counts(sections.size());
  std::vector<bool> has_ended(sections.size());
  std::size_t lines = 0;
  const auto take = [&](std::size_t i) {
    const Section& section = sections[i];
    if (has_ended[i] || counts[i] == section.sentences.size()) return false;
    const std::size_t heading = counts[i] == 0 && !section.heading.empty() ? 1 : 0;
    const std::size_t needed = heading + wrapped(section.sentences[counts[i]]).size();
    has_ended[i] = lines + needed > most_lines;
    if (has_ended[i]) return false;
    lines += needed;
    ++counts[i];
    return true;
  };
  for (bool any = true; any;) {
    any = false;
    for (std::size_t i = 0; i < sections.size(); ++i)
      for (std::size_t turn = 0; turn < sections[i].at_once; ++turn) any |= take(i);
  }
  return counts;
}

}  // namespace

std::vector<std::string> wrapped(const std::string& sentence) {
  std::istringstream words(sentence);
  std::vector<std::string> lines = {"-"};
  for (std::string word; words >> word;) {
    if (lines.back().size() + 1 + word.size() > most_columns) lines.emplace_back(" ");
    lines.back().append(" ").append(word);
  }
  return lines;
}

std::vector<std::string> page_of(const std::vector<Section>& sections, std::vector<std::string>& left_out) {
  const std::vector<std::size_t> counts = chosen(sections);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    if (counts[i] > 0 && !sections[i].heading.empty()) lines.push_back(sections[i].heading);
    for (std::size_t j = 0; j < sections[i].sentences.size(); ++j) {
      const std::string& sentence = sections[i].sentences[j];
      if (j >= counts[i]) {
        left_out.push_back(sentence);
        continue;
      }
      for (std::string& line : wrapped(sentence)) lines.push_back(std::move(line));
    }
  }
  return lines;
}

CellNaming::CellNaming(const std::vector<CellFacts>& cells) {
  for (const CellFacts& cell : cells) has_variants_ |= cell.name.variant != cells.front().name.variant;
}

std::string CellNaming::operator()(const CellFacts& cell) const {
  return short_name(cell.name.model) + "/" + place(cell.name.task, cell.name.variant);
}

std::string CellNaming::place(const std::string& task, const std::string& variant) const {
  return has_variants_ ? short_name(task).append("/").append(short_name(variant)) : short_name(task);
}

std::string short_name(const std::string& name) {
  return name.size() <= longest_name ? name : name.substr(0, longest_name - 3).append("...");
}

std::string percent(double share) { return formatted("%.1f", 100 * share) + " %"; }

std::string in_points(double difference) { return formatted("%.1f", 100 * difference) + " points"; }

std::string interval_text(const Estimate& of) {
  if (!of.low || !of.high) return "";
  return " [" + formatted("%.1f", 100 * *of.low) + ", " + formatted("%.1f", 100 * *of.high) + "]";
}

std::string p_text(const Estimate& of) {
  return of.p_adjusted ? ", p " + formatted("%.2g", *of.p_adjusted) : std::string();
}

std::string share_of(std::size_t part, std::size_t all) { return std::to_string(part) + " of " + std::to_string(all); }

}  // namespace neurank::report
