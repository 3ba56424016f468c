#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "store/hdf5_attribute.hpp"
#include "store/hdf5_dataset.hpp"
#include "store/result_file.hpp"
#include "store/result_layout.hpp"

namespace neurank::store {
namespace {

/// One column as read: its type and a value for every row.
struct ColumnValues {
  ColumnType type;
  std::vector<Value> values;
};

template <class Type>
void add(bool is_empty, Type value, ColumnValues& column) {
  if (is_empty)
    column.values.emplace_back();
  else
    column.values.emplace_back(std::move(value));
}

template <class Number>
std::vector<Number> numbers(hid_t dataset) {
  std::vector<Number> values(checked_count(dataset));
  read_all(dataset, type_of<Number>(), values.data());
  return values;
}

template <class Number>
std::vector<Number> numbers(hid_t dataset, Range rows) {
  std::vector<Number> values(to_size(rows.size()));
  if (!values.empty()) read_rows(dataset, type_of<Number>(), rows, values.data());
  return values;
}

ColumnValues read_integers(hid_t dataset, Range rows) {
  ColumnValues column{ColumnType::integer, {}};
  const std::int64_t empty = integer_attribute(dataset, layout::empty_value);
  for (const std::int64_t value : numbers<std::int64_t>(dataset, rows)) add(value == empty, value, column);
  return column;
}

ColumnValues read_reals(hid_t dataset, Range rows) {
  ColumnValues column{ColumnType::real, {}};
  for (const double value : numbers<double>(dataset, rows)) add(layout::is_empty_real(value), value, column);
  return column;
}

ColumnValues read_text(hid_t dataset, std::size_t width, Range rows) {
  ColumnValues column{ColumnType::text, {}};
  const std::string empty = text_attribute(dataset, layout::empty_value);
  const std::size_t count = to_size(rows.size());
  std::string bytes(count * width, '\0');
  if (count > 0) read_rows(dataset, fixed_text_type(width).id(), rows, bytes.data());
  for (std::size_t i = 0; i < count; ++i) {
    const char* from = bytes.data() + i * width;
    std::string text(from, strnlen(from, width));
    const bool is_empty = text == empty;
    add(is_empty, std::move(text), column);
  }
  return column;
}

/// Rows of a column; all of them where there are fewer than the range goes on for.
ColumnValues read_column(hid_t table, const std::string& name, const std::string& place, Range wanted) {
  const Handle dataset = open_dataset(table, name);
  if (shape_of(dataset.id()).size() != 1) throw input_error(place + ": column " + name + " is not a list");
  const Range rows{wanted.begin, std::min(wanted.end, to_index(checked_count(dataset.id())))};
  const Handle type{checked(H5Dget_type(dataset.id()), dataset.id(), "read a type"), H5Tclose};
  switch (H5Tget_class(type.id())) {
    case H5T_INTEGER:
      return read_integers(dataset.id(), rows);
    case H5T_FLOAT:
      return read_reals(dataset.id(), rows);
    case H5T_STRING:
      if (H5Tis_variable_str(type.id()) == 0) return read_text(dataset.id(), H5Tget_size(type.id()), rows);
      break;
    default:
      break;
  }
  throw input_error(place + ": column " + name + " is of an unknown type");
}

constexpr Range all_rows{0, std::numeric_limits<Index>::max()};

Table read_table(hid_t group, const std::string& place, Range wanted = all_rows) {
  std::vector<Column> columns;
  std::vector<ColumnValues> values;
  for (const std::string& name : texts_attribute(group, layout::columns)) {
    values.push_back(read_column(group, name, place, wanted));
    columns.push_back({name, values.back().type});
    if (values.back().values.size() != values.front().values.size())
      throw input_error(place + ": column " + name + " has another length (the file is damaged)");
  }
  Table table(columns);
  const std::size_t rows = values.empty() ? 0 : values.front().values.size();
  for (std::size_t r = 0; r < rows; ++r) {
    std::vector<Value> row;
    for (ColumnValues& column : values) row.push_back(std::move(column.values[r]));
    table.add_row(std::move(row));
  }
  return table;
}

Array read_array(hid_t dataset) {
  Array array;
  for (const hsize_t extent : shape_of(dataset)) array.shape.push_back(to_int64(extent));
  array.values = numbers<float>(dataset);
  return array;
}

/// Paths of all objects below a group, relative to it, in bytewise order.
std::vector<std::string> paths_below(hid_t group) {
  std::vector<std::string> paths;
  const auto add = [](hid_t, const char* name, const H5L_info_t*, void* out) -> herr_t {
    static_cast<std::vector<std::string>*>(out)->emplace_back(name);
    return 0;
  };
  checked(H5Lvisit(group, H5_INDEX_NAME, H5_ITER_INC, add, &paths), group, "list its contents");
  return paths;
}

Handle open_object(hid_t parent, const std::string& name) {
  return {checked(H5Oopen(parent, name.c_str(), H5P_DEFAULT), parent, "open " + name), H5Oclose};
}

void read_tables(hid_t file, const std::string& place, const Wanted::Names& wanted, ResultSet& results) {
  const Handle group = open_object(file, layout::tables);
  for (const std::string& path : paths_below(group.id())) {
    if (!wanted(path)) continue;
    const Handle object = open_object(group.id(), path);
    if (H5Iget_type(object.id()) == H5I_GROUP && has_attribute(object.id(), layout::columns))
      results.tables.emplace(path, read_table(object.id(), place + ": table " + path));
  }
}

void read_arrays(hid_t file, const Wanted::Names& wanted, ResultSet& results) {
  const Handle group = open_object(file, layout::arrays);
  for (const std::string& path : paths_below(group.id())) {
    if (!wanted(path)) continue;
    const Handle object = open_object(group.id(), path);
    if (H5Iget_type(object.id()) == H5I_DATASET) results.arrays.emplace(path, read_array(object.id()));
  }
}

void expect_format(hid_t file, const std::string& place) {
  if (!has_attribute(file, "format") || text_attribute(file, "format") != layout::result_format)
    throw input_error(place + ": is not a results file of neurank");
  const std::int64_t version = integer_attribute(file, "version");
  if (version != layout::result_version)
    throw input_error(place + ": has format version " + std::to_string(version) + " (this program reads " +
                      std::to_string(layout::result_version) + ")");
}

}  // namespace

ResultSet read_results(const std::filesystem::path& path, const Wanted& wanted) {
  const QuietHdf5 quiet;
  const Handle file = open_hdf5_file(path, Access::read);
  expect_format(file.id(), path);
  ResultSet results;
  for (const std::string& name : attribute_names(file.id()))
    if (name != "format" && name != "version") results.attributes.emplace(name, text_attribute(file.id(), name));
  read_tables(file.id(), path, wanted.tables, results);
  read_arrays(file.id(), wanted.arrays, results);
  return results;
}

std::optional<TableParts> read_table_parts(const std::filesystem::path& path, const std::string& name, Index rows) {
  const QuietHdf5 quiet;
  const auto file = std::make_shared<Handle>(open_hdf5_file(path, Access::read));
  expect_format(file->id(), path);
  const Handle tables = open_object(file->id(), layout::tables);
  const auto paths = paths_below(tables.id());
  if (std::ranges::find(paths, name) == paths.end()) return std::nullopt;
  const auto group = std::make_shared<Handle>(open_object(tables.id(), name));
  const std::string place = path.string() + ": table " + name;
  TableParts parts{read_table(group->id(), place, {0, 0}).columns(), 0, {}};
  if (parts.columns.empty()) return parts;
  const Index count = to_index(checked_count(open_dataset(group->id(), parts.columns.front().name).id()));
  parts.count = to_size((count + rows - 1) / rows);
  parts.part = [file, group, place, rows, held = Table()](std::size_t part) mutable -> const Table& {
    const Index begin = to_index(part) * rows;
    held = Table();  // two at once may not fit in memory
    return held = read_table(group->id(), place, {begin, begin + rows});
  };
  return parts;
}

}  // namespace neurank::store
