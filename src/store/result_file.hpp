#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/index.hpp"
#include "base/table.hpp"

namespace neurank::store {

/// A dense array of a unit's result, row-major.
struct Array {
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

/// Everything a unit found out, and everything a run found out: tables and arrays by name (a name may hold "/" for
/// groups), with text attributes. Written as HDF5: /tables/<name>/<column> and /arrays/<name>.
struct ResultSet {
  std::map<std::string, std::string> attributes;
  std::map<std::string, Table> tables;
  std::map<std::string, Array> arrays;
};

/// Appends a set of the same tables and arrays: rows of tables, and of arrays, whose rows are as long.
void append_rows(ResultSet& results, const ResultSet& more);

/// Writes the file under a temporary name, syncs it and renames it. Two equal sets give equal bytes.
/// @param large further tables, written part by part
void write_results(const std::filesystem::path& path, const ResultSet& results,
                   const std::map<std::string, TableParts>& large = {});

/// What of a file is read, by name.
struct Wanted {
  using Names = std::function<bool(const std::string& name)>;
  Names tables = [](const std::string&) { return true; };
  Names arrays = [](const std::string&) { return true; };
};

/// Throws Error when the file is missing or not of this format.
ResultSet read_results(const std::filesystem::path& path, const Wanted& wanted = {});

/// A table of such a file, read part by part as it is asked for; nothing where the file lacks it. @param rows of a part
std::optional<TableParts> read_table_parts(const std::filesystem::path& path, const std::string& name, Index rows);

}  // namespace neurank::store
