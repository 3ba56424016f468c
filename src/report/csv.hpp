#pragma once

#include <filesystem>
#include <string>

#include "base/table.hpp"

namespace neurank::report {

/// A table as CSV (RFC 4180, lines end with "\n"): a header line, then one line a row. Numbers have a "." in every
/// locale and the fewest digits that read back as the same number; an empty value is an empty field.
std::string to_csv(const Table& table);

/// Replaces a file by the table as CSV, part by part. Throws Error when the disk is full or the folder cannot be
/// written.
void write_csv(const std::filesystem::path& path, const TableParts& table);

}  // namespace neurank::report
