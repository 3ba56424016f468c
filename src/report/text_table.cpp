#include "report/text_table.hpp"

#include <algorithm>
#include <charconv>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::report {
namespace {

using Row = std::vector<std::string>;

std::size_t width_of(const std::string& text) {
  const auto starts_character = [](unsigned char c) { return (c & 0xc0) != 0x80; };
  return to_size(std::count_if(text.begin(), text.end(), starts_character));
}

bool is_nothing(const std::string& cell) { return cell.empty() || cell == "-"; }

bool is_number(std::string_view cell) {
  if (cell.ends_with('%')) cell.remove_suffix(1);
  double number = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
  return error != std::errc::invalid_argument && end == cell.data() + cell.size();
}

struct ColumnLayout {
  std::size_t width = 0;
  bool right = false;
};

ColumnLayout layout_of(const Row& header, const std::vector<Row>& rows, std::size_t column) {
  ColumnLayout layout{width_of(header[column]), false};
  bool all_numbers = true;
  for (const Row& row : rows) {
    const std::string& cell = row[column];
    layout.width = std::max(layout.width, width_of(cell));
    all_numbers &= is_nothing(cell) || is_number(cell);
    layout.right |= !is_nothing(cell);
  }
  layout.right &= all_numbers;
  return layout;
}

std::string line_of(const Row& row, const std::vector<ColumnLayout>& layout) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string padding(layout[i].width - width_of(row[i]), ' ');
    if (i > 0) line += "  ";
    line += layout[i].right ? padding + row[i] : row[i] + padding;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::string text_table(const Row& header, const std::vector<Row>& rows) {
  std::vector<ColumnLayout> layout;
  for (const Row& row : rows) NEURANK_EXPECT(row.size() == header.size());
  for (std::size_t i = 0; i < header.size(); ++i) layout.push_back(layout_of(header, rows, i));
  Row rule;
  for (const ColumnLayout& column : layout) rule.emplace_back(column.width, '-');
  std::string text = line_of(header, layout) + line_of(rule, layout);
  for (const Row& row : rows) text += line_of(row, layout);
  return text;
}

}  // namespace neurank::report
