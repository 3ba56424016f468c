#include "report/figures/map_parts.hpp"

#include <map>
#include <set>

#include "report/table_queries.hpp"

namespace neurank::report {

std::vector<std::string> common_texts(const Table& table, const std::vector<std::size_t>& rows,
                                      const std::string& column) {
  std::map<std::string, std::set<std::string>> models;
  for (const std::size_t row : rows) models[table.text(row, column)].insert(table.text(row, "model"));
  const std::size_t all = rows.empty() ? 0 : distinct(table, "model", rows).size();
  std::vector<std::string> texts = distinct(table, column, rows);
  std::erase_if(texts, [&](const std::string& text) { return models.at(text).size() < all; });
  return texts;
}

std::vector<std::size_t> rows_of_pairs(const Table& table, const std::vector<std::size_t>& rows,
                                       const std::pair<std::string, std::string>& columns,
                                       const std::vector<std::string>& names) {
  std::map<std::set<std::string>, std::size_t> by_pair;
  for (const std::size_t row : rows) by_pair[{table.text(row, columns.first), table.text(row, columns.second)}] = row;
  std::vector<std::size_t> found;
  for (std::size_t later = 0; later < names.size(); ++later)
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const auto row = by_pair.find({names[later], names[earlier]});
      if (row == by_pair.end()) return {};
      found.push_back(row->second);
    }
  return found;
}

std::string square_at(const std::string& x, const std::string& y) {
  return x + ":" + y + ":(" + x + "-0.5):(" + x + "+0.5):(" + y + "-0.5):(" + y + "+0.5)";
}

PairPlaces pair_places() {
  const std::string later = "(floor((sqrt(8*$0+1)+1)/2))";
  return {later, "($0-" + later + "*(" + later + "-1)/2)"};
}

}  // namespace neurank::report
