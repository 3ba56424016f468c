#include "report/latex_pieces.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace neurank::report {
namespace {

/// Positions of columns or rows that a piece has, end excluded.
struct Part {
  std::size_t begin = 0, end = 0;
};

/// Things in their order in as few parts as hold them, all about equally full. @param sizes each at most `room`, or it
/// has a part of its own
std::vector<Part> parts_of(const std::vector<double>& sizes, double room) {
  const auto cut_at = [&](double full) {
    std::vector<Part> parts;
    double held = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      if (parts.empty() || held + sizes[i] > full) {
        parts.push_back({i, i});
        held = 0;
      }
      held += sizes[i];
      parts.back().end = i + 1;
    }
    return parts;
  };
  const std::vector<Part> fewest = cut_at(room);
  for (int percent = 50; percent < 100; percent += 5)  // the fullest part may be so much emptier
    if (auto parts = cut_at(room * percent / 100); parts.size() == fewest.size()) return parts;
  return fewest;
}

/// Rows that stay together: groups, or single rows where a group is higher than a page.
std::vector<Part> blocks_of(const std::vector<LatexRow>& rows) {
  std::vector<Part> blocks;
  double height = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool is_new = rows[i].begins_group || (height + height_of(rows[i]) > page_height && !rows[i].is_small);
    if (blocks.empty() || is_new) {
      blocks.push_back({i, i});
      height = 0;
    }
    height += height_of(rows[i]);
    blocks.back().end = i + 1;
  }
  return blocks;
}

class Cutter {
 public:
  Cutter(const LargeTable& large, std::size_t most) : large_(large) {
    const auto widths = column_widths(large.table);
    const auto stub_end = widths.begin() + static_cast<std::ptrdiff_t>(large.stubs);
    columns_ = parts_of({stub_end, widths.end()}, page_width - std::accumulate(widths.begin(), stub_end, 0.0));
    const std::vector<Part> blocks = blocks_of(large.table.rows);
    std::vector<double> heights;
    for (const Part& block : blocks) heights.push_back(height(block));
    for (const Part& part : parts_of(heights, page_height))
      rows_.push_back({blocks[part.begin].begin, blocks[part.end - 1].end});
    leave_out(most);
  }

  std::string latex() const {
    std::string latex;
    std::size_t number = 0;
    for (const Part& rows : rows_)
      for (const Part& columns : columns_) latex += to_latex(piece(rows, columns, ++number));
    return latex;
  }

 private:
  double height(const Part& rows) const {
    double height = 0;
    for (std::size_t i = rows.begin; i < rows.end; ++i) height += height_of(large_.table.rows[i]);
    return height;
  }

  void leave_out(std::size_t most) {
    if (columns_.size() * rows_.size() <= most) return;
    const auto keep = [](std::vector<Part>& parts, std::size_t count) {
      parts.resize(std::min(parts.size(), std::max<std::size_t>(1, count)));
    };
    keep(large_.keeps_columns ? columns_ : rows_, most);
    keep(large_.keeps_columns ? rows_ : columns_, most / (large_.keeps_columns ? columns_ : rows_).size());
  }

  std::size_t groups_before(std::size_t end) const {
    const auto& rows = large_.table.rows;
    return static_cast<std::size_t>(std::count_if(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(end),
                                                  [](const LatexRow& row) { return row.begins_group; }));
  }

  /// What is not shown, a sentence; empty where all is.
  std::string left_out() const {
    std::vector<std::string> shown;
    const auto add = [&](std::size_t some, std::size_t all, const std::string& noun) {
      if (some < all) shown.push_back(std::to_string(some) + " of " + std::to_string(all) + " " + noun);
    };
    add(columns_.back().end, large_.table.header.size() - large_.stubs, large_.columns);
    const auto& rows = large_.table.rows;
    const std::size_t end = rows_.back().end;
    if (end == rows.size() || rows[end].begins_group)
      add(groups_before(end), groups_before(rows.size()), large_.groups);
    else
      add(end, rows.size(), "rows");
    if (shown.empty()) return "";
    return " Shown are the first " + (shown.size() == 2 ? shown[0] + " and " + shown[1] : shown[0]) + "; " +
           latex_text(large_.csv) + ".csv has all.";
  }

  LatexTable piece(const Part& rows, const Part& columns, std::size_t number) const {
    const LatexTable& whole = large_.table;
    LatexTable piece;
    piece.is_continued = number > 1;
    piece.label = whole.label + (number > 1 ? ":" + std::to_string(number) : "");
    piece.caption = number > 1 ? "(continued)" : whole.caption + left_out();
    const auto copy_columns = [&](const auto& from, auto& to) {
      const auto begin = from.begin();
      to.assign(begin, begin + static_cast<std::ptrdiff_t>(large_.stubs));
      to.insert(to.end(), begin + static_cast<std::ptrdiff_t>(large_.stubs + columns.begin),
                begin + static_cast<std::ptrdiff_t>(large_.stubs + columns.end));
    };
    copy_columns(whole.alignment, piece.alignment);
    copy_columns(whole.header, piece.header);
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      LatexRow row = whole.rows[i];
      copy_columns(whole.rows[i].cells, row.cells);
      piece.rows.push_back(std::move(row));
    }
    piece.rows.front().cells.front() = whole.rows[start_of_group(rows.begin)].cells.front();
    return piece;
  }

  /// The row with which a row's group begins: it has the group's name.
  std::size_t start_of_group(std::size_t row) const {
    std::size_t start = row;
    while (start > 0 && !large_.table.rows[start].begins_group) --start;
    return large_.table.rows[start].begins_group ? start : row;
  }

  const LargeTable& large_;
  std::vector<Part> columns_, rows_;
};

}  // namespace

std::string in_pieces(const LargeTable& table, std::size_t most) {
  if (table.table.rows.empty() || table.table.header.size() == table.stubs)
    return "% " + table.csv + ".csv has no rows for this table.\n";
  return Cutter(table, most).latex();
}

}  // namespace neurank::report
