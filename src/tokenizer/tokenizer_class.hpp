#pragma once

#include <filesystem>

namespace neurank::tokenizer {

/// Whose rules a folder's tokenizer follows.
enum class Rules {
  by_files,  ///< the folder does not say
  bert,
  gpt2,
  roberta,
  xlnet,
  albert,
  xlm_roberta,
  t5,
  deberta,
  steps,  ///< those of tokenizer.json, which the folder needs
};

/// By `tokenizer_class` of tokenizer_config.json or, where that has none, of config.json. Throws Error for a class that
/// cuts text otherwise than any of these, naming it.
Rules rules_by_class(const std::filesystem::path& model_folder);

/// Whether the class is one that takes its settings from tokenizer.json, if the folder has one, and no others.
bool follows_tokenizer_json_alone(const std::filesystem::path& model_folder);

/// By `model_type` of config.json; by_files for families whose tokenizers the folder's files tell, and without it.
Rules rules_by_family(const std::filesystem::path& model_folder);

}  // namespace neurank::tokenizer
