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

/// What the texts of a column come down to.
struct TextColumn {
  std::size_t width = 1;            ///< bytes of the longest
  std::set<std::string> like_none;  ///< those that could be taken for an empty value
  std::string empty;                ///< stands for an empty value: none of the texts

  void add(const std::string& text) {
    width = std::max(width, text.size());
    if (text.empty() || text.starts_with("NA")) like_none.insert(text);
  }

  void choose_empty() {
    if (like_none.count("") > 0) empty = "NA";
    while (like_none.count(empty) > 0) empty += '_';
    width = std::max(width, empty.size());
  }
};

/// A table on its way to the file, a column a dataset, each part behind those before.
class TableWriter {
 public:
  TableWriter(hid_t group, const TableParts& table) : table_(table), texts_(table.columns.size()) {
    for (std::size_t part = 0; part < table.count; ++part) measure(group, table.part(part));
    for (TextColumn& column : texts_) column.choose_empty();
    for (std::size_t i = 0; i < table.columns.size(); ++i) create_column(group, i);
  }

  void write() {
    Range rows;
    for (std::size_t part = 0; part < table_.count; ++part) {
      const Table& table = table_.part(part);
      rows = {rows.end, rows.end + to_index(table.num_rows())};
      if (rows.size() == 0) continue;
      for (std::size_t i = 0; i < datasets_.size(); ++i) write_column(table.rows(), i, rows);
    }
  }

 private:
  void measure(hid_t group, const Table& table) {
    NEURANK_EXPECT(table.columns() == table_.columns);
    rows_ += table.num_rows();
    for (const auto& row : table.rows())
      for (std::size_t i = 0; i < row.size(); ++i) {
        const auto* text = std::get_if<std::string>(&row[i]);
        if (text == nullptr) continue;
        pointers_to({text, 1}, ObjectPlace(group, "column " + table_.columns[i].name));  // refuses zero bytes
        texts_[i].add(*text);
      }
  }

  void create_column(hid_t group, std::size_t i) {
    const Column& column = table_.columns[i];
    types_.push_back(column.type == ColumnType::text ? fixed_text_type(texts_[i].width) : Handle{});
    const hid_t type = column.type == ColumnType::text      ? types_.back().id()
                       : column.type == ColumnType::integer ? type_of<std::int64_t>()
                                                            : type_of<double>();
    datasets_.push_back(create_compressed_dataset(group, column.name, type, {rows_}));
    const hid_t dataset = datasets_.back().id();
    if (column.type == ColumnType::text) return set_text(dataset, layout::empty_value, texts_[i].empty);
    if (column.type == ColumnType::integer) return set_integer(dataset, layout::empty_value, layout::empty_integer);
    set_real(dataset, layout::empty_value, std::bit_cast<double>(layout::empty_real_bits));
  }

  void write_column(const Rows& rows, std::size_t i, Range place) const {
    switch (table_.columns[i].type) {
      case ColumnType::text:
        return write_texts_of(rows, i, place);
      case ColumnType::integer:
        return write_numbers_of(rows, i, place, layout::empty_integer);
      case ColumnType::real:
        return write_numbers_of(rows, i, place, std::bit_cast<double>(layout::empty_real_bits));
    }
  }

  template <class Number>
  void write_numbers_of(const Rows& rows, std::size_t i, Range place, Number empty) const {
    std::vector<Number> values;
    for (const auto& row : rows) {
      const auto* value = std::get_if<Number>(&row[i]);
      if constexpr (std::is_integral_v<Number>) NEURANK_EXPECT(value == nullptr || *value != empty);
      values.push_back(value != nullptr ? *value : empty);
    }
    write_rows(datasets_[i].id(), type_of<Number>(), place, values.data());
  }

  void write_texts_of(const Rows& rows, std::size_t i, Range place) const {
    const auto& [width, like_none, empty] = texts_[i];
    std::string bytes(width * rows.size(), '\0');
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const auto* text = std::get_if<std::string>(&rows[r][i]);
      (text != nullptr ? *text : empty).copy(bytes.data() + r * width, width);
    }
    write_rows(datasets_[i].id(), types_[i].id(), place, bytes.data());
  }

  const TableParts& table_;
  hsize_t rows_ = 0;
  std::vector<TextColumn> texts_;  ///< [columns]
  std::vector<Handle> types_;      ///< [columns] of texts
  std::vector<Handle> datasets_;   ///< [columns]
};

bool is_path(const std::string& name) {
  return !name.empty() && ("/" + name + "/").find("//") == std::string::npos &&
         ("/" + name + "/").find("/./") == std::string::npos;
}

void write_table(hid_t file, const std::string& name, const TableParts& table) {
  NEURANK_EXPECT(is_path(name));
  const Handle group = create_group(file, std::string(layout::tables) + "/" + name);
  std::vector<std::string> names;
  for (const Column& column : table.columns) {
    NEURANK_EXPECT(is_path(column.name) && column.name.find('/') == std::string::npos);
    names.push_back(column.name);
  }
  TableWriter(group.id(), table).write();
  set_texts(group.id(), layout::columns, names);
}

void write_array(hid_t file, const std::string& name, const Array& array) {
  NEURANK_EXPECT(is_path(name));
  NEURANK_EXPECT(to_int64(array.values.size()) ==
                 std::accumulate(array.shape.begin(), array.shape.end(), std::int64_t{1}, std::multiplies<>()));
  write_numbers(file, std::string(layout::arrays) + "/" + name, Extents(array.shape.begin(), array.shape.end()),
                array.values.data());
}

std::string bytes_of(const ResultSet& results, const std::map<std::string, TableParts>& large) {
  Hdf5Image file;
  set_text(file.id(), "format", layout::result_format);
  set_integer(file.id(), "version", layout::result_version);
  for (const auto& [name, text] : results.attributes) {
    NEURANK_EXPECT(name != "format" && name != "version");
    set_text(file.id(), name, text);
  }
  create_group(file.id(), layout::tables);
  create_group(file.id(), layout::arrays);
  for (const auto& [name, table] : results.tables) write_table(file.id(), name, TableParts::of(table));
  for (const auto& [name, table] : large) write_table(file.id(), name, table);
  for (const auto& [name, array] : results.arrays) write_array(file.id(), name, array);
  return file.finish();
}

}  // namespace

void append_rows(ResultSet& results, const ResultSet& more) {
  for (const auto& [name, table] : more.tables) results.tables.at(name).append(table);
  for (const auto& [name, array] : more.arrays) {
    Array& all = results.arrays.at(name);
    NEURANK_EXPECT(all.shape.size() == 2 && array.shape.size() == 2 && all.shape[1] == array.shape[1]);
    all.shape[0] += array.shape[0];
    all.values.insert(all.values.end(), array.values.begin(), array.values.end());
  }
}

void write_results(const std::filesystem::path& path, const ResultSet& results,
                   const std::map<std::string, TableParts>& large) {
  const QuietHdf5 quiet;
  write_file(path, bytes_of(results, large));
}

}  // namespace neurank::store
