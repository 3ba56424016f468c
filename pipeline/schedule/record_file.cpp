#include "schedule/record_file.hpp"

#include "base/error.hpp"
#include "base/files.hpp"

namespace neurank::schedule {

nlohmann::json read_record(const std::filesystem::path& file) {
  auto record = parsed_json<nlohmann::json>(read_file(file));
  if (!record.is_object()) throw input_error(file.string() + ": is not JSON", "restore it, or start again with --redo");
  return record;
}

}  // namespace neurank::schedule
