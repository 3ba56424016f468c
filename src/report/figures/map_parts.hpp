#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/table.hpp"

namespace neurank::report {

// What figures of coloured squares share: a number for each pair of a row's and a column's name.

/// Texts of a column that all models have in some rows, in the order of the first model.
std::vector<std::string> common_texts(const Table& table, const std::vector<std::size_t>& rows,
                                      const std::string& column);

/// Rows of pairs of names, (1, 0), (2, 0), (2, 1), ... by the names' places; nothing where one is missing.
/// @param rows of one model  @param columns those of a pair's names, in either order
std::vector<std::size_t> rows_of_pairs(const Table& table, const std::vector<std::size_t>& rows,
                                       const std::pair<std::string, std::string>& columns,
                                       const std::vector<std::string>& names);

/// A square of a map around a place, as columns of gnuplot's boxes.
std::string square_at(const std::string& x, const std::string& y);

/// The places of a pair's two names, as gnuplot makes them from the row's number in rows_of_pairs().
struct PairPlaces {
  std::string later, earlier;
};
PairPlaces pair_places();

}  // namespace neurank::report
