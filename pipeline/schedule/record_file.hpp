#pragma once

#include <filesystem>

#include "base/json_text.hpp"

namespace neurank::schedule {

/// What the program wrote about a run or a model, a JSON object. Throws Error when the file is missing or damaged.
nlohmann::json read_record(const std::filesystem::path& file);

}  // namespace neurank::schedule
