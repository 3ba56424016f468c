#include <algorithm>
#include <functional>
#include <numeric>
#include <set>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "store/hdf5_attribute.hpp"
#include "store/hdf5_dataset.hpp"
#include "store/hdf5_image.hpp"
#include "store/result_file.hpp"
#include "store/result_layout.hpp"

namespace neurank::store {
namespace {

using Rows = std::vector<std::vector<Value>>;

/// The column's values of one type, with a stand-in where a cell is empty.
template <class Type>
std::vector<Type> column_values(const Rows& rows, std::size_t column, const Type& empty) {
  std::vector<Type> values;
  values.reserve(rows.size());
  for (const auto& row : rows) values.push_back(row[column].index() == 0 ? empty : std::get<Type>(row[column]));
  return values;
}

template <class Number>
Handle write_number_column(hid_t table, const std::string& name, const std::vector<Number>& values) {
  Handle dataset = create_compressed_dataset(table, name, type_of<Number>(), {values.size()});
  write_all(dataset.id(), type_of<Number>(), values.data());
  return dataset;
}

void write_integers(hid_t table, const std::string& name, const Rows& rows, std::size_t column) {
  for (const auto& row : rows)
    NEURANK_EXPECT(row[column].index() == 0 || std::get<std::int64_t>(row[column]) != layout::empty_integer);
  const Handle dataset = write_number_column(table, name, column_values(rows, column, layout::empty_integer));
  set_integer(dataset.id(), layout::empty_value, layout::empty_integer);
}

void write_reals(hid_t table, const std::string& name, const Rows& rows, std::size_t column) {
  const auto empty = std::bit_cast<double>(layout::empty_real_bits);
  const Handle dataset = write_number_column(table, name, column_values(rows, column, empty));
  set_real(dataset.id(), layout::empty_value, empty);
}

std::string empty_text(const Rows& rows, std::size_t column) {
  std::set<std::string> used;
  for (const auto& row : rows)
    if (const auto* text = std::get_if<std::string>(&row[column]); text && (text->empty() || text->starts_with("NA")))
      used.insert(*text);
  if (used.count("") == 0) return "";
  std::string candidate = "NA";
  while (used.count(candidate) > 0) candidate += '_';
  return candidate;
}

void write_texts_column(hid_t table, const std::string& name, const Rows& rows, std::size_t column) {
  const std::string empty = empty_text(rows, column);
  const auto texts = column_values(rows, column, empty);
  pointers_to(texts, ObjectPlace(table, "column " + name));  // refuses zero bytes
  std::size_t width = 1;
  for (const auto& text : texts) width = std::max(width, text.size());
  std::string bytes(width * texts.size(), '\0');
  for (std::size_t i = 0; i < texts.size(); ++i) texts[i].copy(bytes.data() + i * width, width);
  const Handle type = fixed_text_type(width);
  const Handle dataset = create_compressed_dataset(table, name, type.id(), {texts.size()});
  write_all(dataset.id(), type.id(), bytes.data());
  set_text(dataset.id(), layout::empty_value, empty);
}

bool is_path(const std::string& name) {
  return !name.empty() && ("/" + name + "/").find("//") == std::string::npos &&
         ("/" + name + "/").find("/./") == std::string::npos;
}

void write_table(hid_t file, const std::string& name, const Table& table) {
  NEURANK_EXPECT(is_path(name));
  const Handle group = create_group(file, std::string(layout::tables) + "/" + name);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    const Column& column = table.columns()[i];
    NEURANK_EXPECT(is_path(column.name) && column.name.find('/') == std::string::npos);
    names.push_back(column.name);
    const auto write = column.type == ColumnType::text      ? write_texts_column
                       : column.type == ColumnType::integer ? write_integers
                                                            : write_reals;
    write(group.id(), column.name, table.rows(), i);
  }
  set_texts(group.id(), layout::columns, names);
}

void write_array(hid_t file, const std::string& name, const Array& array) {
  NEURANK_EXPECT(is_path(name));
  NEURANK_EXPECT(to_int64(array.values.size()) ==
                 std::accumulate(array.shape.begin(), array.shape.end(), std::int64_t{1}, std::multiplies<>()));
  write_numbers(file, std::string(layout::arrays) + "/" + name, Extents(array.shape.begin(), array.shape.end()),
                array.values.data());
}

std::string bytes_of(const ResultSet& results) {
  Hdf5Image file;
  set_text(file.id(), "format", layout::result_format);
  set_integer(file.id(), "version", layout::result_version);
  for (const auto& [name, text] : results.attributes) {
    NEURANK_EXPECT(name != "format" && name != "version");
    set_text(file.id(), name, text);
  }
  create_group(file.id(), layout::tables);
  create_group(file.id(), layout::arrays);
  for (const auto& [name, table] : results.tables) write_table(file.id(), name, table);
  for (const auto& [name, array] : results.arrays) write_array(file.id(), name, array);
  return file.finish();
}

}  // namespace

void write_results(const std::filesystem::path& path, const ResultSet& results) {
  const QuietHdf5 quiet;
  write_file(path, bytes_of(results));
}

}  // namespace neurank::store
