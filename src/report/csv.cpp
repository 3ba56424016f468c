#include "report/csv.hpp"

#include "base/file.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace neurank::report {
namespace {

std::string field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

struct FieldOf {
  std::string operator()(std::monostate) const { return {}; }
  std::string operator()(const std::string& text) const { return field(text); }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(double number) const { return to_text(number); }
};

std::string header_line(const std::vector<Column>& columns) {
  std::vector<std::string> fields;
  for (const Column& column : columns) fields.push_back(field(column.name));
  return join(fields, ",") + "\n";
}

std::string lines(const Table& table) {
  std::string csv;
  std::vector<std::string> fields;
  for (const auto& row : table.rows()) {
    fields.clear();
    for (const Value& value : row) fields.push_back(std::visit(FieldOf{}, value));
    csv += join(fields, ",") + "\n";
  }
  return csv;
}

}  // namespace

std::string to_csv(const Table& table) { return header_line(table.columns()) + lines(table); }

void write_csv(const std::filesystem::path& path, const TableParts& table) {
  write_file(path, [&](const File& file) {
    file.write(header_line(table.columns));
    for (std::size_t part = 0; part < table.count; ++part) file.write(lines(table.part(part)));
  });
}

}  // namespace neurank::report
