#include "tokenizer/tokenizer_config.hpp"

#include "base/error.hpp"
#include "base/files.hpp"

namespace neurank::tokenizer {

TokenizerConfig::TokenizerConfig(const std::filesystem::path& model_folder)
    : file_(model_folder / file_name), settings_(nlohmann::json::object()) {
  std::error_code ignored;
  if (!std::filesystem::exists(file_, ignored)) return;
  settings_ = parsed_json<nlohmann::json>(read_file(file_));
  if (!settings_.is_object()) throw input_error(file_.string() + ": not a JSON object", "download the file again");
}

bool TokenizerConfig::flag(const char* key, bool otherwise) const {
  const auto found = settings_.find(key);
  if (found == settings_.end() || found->is_null()) return otherwise;
  if (!found->is_boolean())
    throw input_error(file_.string() + ": " + key + " is " + json_text(*found, -1, true), "set it to true or false");
  return found->get<bool>();
}

}  // namespace neurank::tokenizer
