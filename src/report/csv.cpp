#include "report/csv.hpp"

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

}  // namespace

std::string to_csv(const Table& table) {
  std::vector<std::string> fields;
  for (const Column& column : table.columns()) fields.push_back(field(column.name));
  std::string csv = join(fields, ",") + "\n";
  for (const auto& row : table.rows()) {
    fields.clear();
    for (const Value& value : row) fields.push_back(std::visit(FieldOf{}, value));
    csv += join(fields, ",") + "\n";
  }
  return csv;
}

void write_csv(const std::filesystem::path& path, const Table& table) { write_file(path, to_csv(table)); }

}  // namespace neurank::report
