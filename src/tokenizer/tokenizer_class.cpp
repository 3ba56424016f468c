#include "tokenizer/tokenizer_class.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/json_text.hpp"
#include "base/text.hpp"
#include "tokenizer/tokenizer_config.hpp"

namespace neurank::tokenizer {
namespace {

namespace fs = std::filesystem;
using Named = std::pair<std::string_view, Rules>;

constexpr const char* model_config = "config.json";
constexpr const char* class_key = "tokenizer_class";

/// Classes of the `transformers` library, without the ending "Fast".
constexpr std::array<Named, 17> classes = {{{"BertTokenizer", Rules::bert},
                                            {"DistilBertTokenizer", Rules::bert},
                                            {"ElectraTokenizer", Rules::bert},
                                            {"GPT2Tokenizer", Rules::gpt2},
                                            {"RobertaTokenizer", Rules::roberta},
                                            {"XLNetTokenizer", Rules::xlnet},
                                            {"AlbertTokenizer", Rules::albert},
                                            {"GemmaTokenizer", Rules::steps},
                                            {"GPTNeoXTokenizer", Rules::steps},
                                            {"LlamaTokenizer", Rules::steps},
                                            {"Qwen2Tokenizer", Rules::steps},
                                            {"T5Tokenizer", Rules::t5},
                                            {"XLMRobertaTokenizer", Rules::xlm_roberta},
                                            {"DebertaV2Tokenizer", Rules::deberta},
                                            // That of the files beside it.
                                            {"PreTrainedTokenizer", Rules::by_files},
                                            {"TokenizersBackend", Rules::by_files},
                                            {"AutoTokenizer", Rules::by_files}}};

constexpr std::array<Named, 17> families = {{{"gpt2", Rules::gpt2},
                                             {"roberta", Rules::roberta},
                                             {"xlnet", Rules::xlnet},
                                             {"albert", Rules::albert},
                                             {"xlm-roberta", Rules::xlm_roberta},
                                             {"t5", Rules::t5},
                                             {"deberta-v2", Rules::deberta},
                                             {"gemma2", Rules::steps},
                                             {"gemma3_text", Rules::steps},
                                             {"gpt_neox", Rules::steps},
                                             {"llama", Rules::steps},
                                             {"mistral", Rules::steps},
                                             {"modernbert", Rules::steps},
                                             {"olmo2", Rules::steps},
                                             {"phi3", Rules::steps},
                                             {"qwen2", Rules::steps},
                                             {"qwen3", Rules::steps}}};

/// A text in a JSON file of the folder; nothing without the file or key. A file that is no JSON object is for others to
/// complain of.
std::optional<std::string> text_in(const fs::path& file, const char* key) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) return std::nullopt;
  const auto json = parsed_json<nlohmann::json>(read_file(file));
  if (!json.is_object()) return std::nullopt;
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? std::optional(found->get<std::string>()) : std::nullopt;
}

std::string_view without_fast(std::string_view name) {
  constexpr std::string_view ending = "Fast";
  return name.ends_with(ending) ? name.substr(0, name.size() - ending.size()) : name;
}

/// The class of a folder, and the file that names it.
struct NamedClass {
  fs::path file;
  std::string name;
};

std::optional<NamedClass> named_class(const fs::path& model_folder) {
  for (const char* name : {TokenizerConfig::file_name, model_config})
    if (const auto named = text_in(model_folder / name, class_key)) return NamedClass{model_folder / name, *named};
  return std::nullopt;
}

}  // namespace

Rules rules_by_class(const fs::path& model_folder) {
  const auto named = named_class(model_folder);
  if (!named) return Rules::by_files;
  const auto* found = std::ranges::find(classes, without_fast(named->name), &Named::first);
  if (found != classes.end()) return found->second;
  throw input_error(named->file.string() + ": " + class_key + " " + in_quotes(named->name) +
                        " cuts text in a way that is not supported",
                    "use a model of another family");
}

bool follows_tokenizer_json_alone(const fs::path& model_folder) {
  const auto named = named_class(model_folder);
  return named && (without_fast(named->name) == "PreTrainedTokenizer" || named->name == "TokenizersBackend");
}

Rules rules_by_family(const fs::path& model_folder) {
  const auto family = text_in(model_folder / model_config, "model_type");
  const auto* found = std::ranges::find(families, family.value_or(""), &Named::first);
  return found == families.end() ? Rules::by_files : found->second;
}

}  // namespace neurank::tokenizer
