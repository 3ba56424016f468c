#pragma once

#include <map>
#include <string>

#include "base/index.hpp"
#include "base/table.hpp"
#include "report/cell_name.hpp"
#include "report/published.hpp"

namespace neurank::report {

/// What a cell measured, by the names that published results have (report/published.hpp), accuracies in percent; means
/// over repetitions and draws, on test words. @param tables of the one cell, reduced
std::map<std::string, double> published_quantities(const std::map<std::string, Table>& tables);

/// What decides whether published numbers speak of a cell, and what a reader should know beside them.
struct PublishedPlace {
  std::string family;  ///< of the model
  Index neurons = 0;
  PublishedTask task;
  std::string corpus, ridge;  ///< the cell's, as its grid calls them
};

/// Published and measured side by side: a row for each number that was published for a model of this family and size
/// on this task, and that the cell measured too.
Table published_rows(const CellName& cell, const PublishedPlace& place, const std::map<std::string, Table>& tables);

}  // namespace neurank::report
