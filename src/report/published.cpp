#include "report/published.hpp"

#include <string_view>

#include "base/error.hpp"
#include "base/text.hpp"

namespace neurank::report {
namespace {

/// Cuts off the text up to a separator or the end.
std::string_view take(std::string_view& rest, char separator) {
  const std::string_view part = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return part;
}

template <class Number>
Number number(std::string_view text) {
  const auto number = number_of<Number>(text);
  NEURANK_EXPECT(number);
  return *number;
}

}  // namespace

Table published_results() {
  Table table({{"source", ColumnType::text},
               {"family", ColumnType::text},
               {"neurons", ColumnType::integer},
               {"task", ColumnType::text},
               {"quantity", ColumnType::text},
               {"value", ColumnType::real}});
  std::string_view rest = detail::published_csv;
  take(rest, '\n');
  while (!rest.empty()) {
    std::string_view line = take(rest, '\n');
    if (line.empty()) continue;
    const std::string source(take(line, ',')), family(take(line, ','));
    const auto neurons = number<std::int64_t>(take(line, ','));
    const std::string task(take(line, ',')), quantity(take(line, ','));
    table.add_row({source, family, neurons, task, quantity, number<double>(take(line, ','))});
  }
  return table;
}

}  // namespace neurank::report
