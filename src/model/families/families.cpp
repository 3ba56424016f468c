#include "model/families/families.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"

namespace neurank::model {
namespace {

std::vector<Family> all_families() {
  return {albert_family(),      bert_family(),    deberta_v2_family(),  distilbert_family(), electra_family(),
          elmo_family(),        gemma2_family(),  gemma3_text_family(), gpt2_family(),       gpt_neox_family(),
          llama_family(),       mistral_family(), modernbert_family(),  olmo2_family(),      phi3_family(),
          qwen2_family(),       qwen3_family(),   roberta_family(),     t5_family(),         transformer_elmo_family(),
          xlm_roberta_family(), xlnet_family()};
}

/// Letters and digits of a text, in small letters.
std::string plain(const std::string& text) {
  std::string letters;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return letters;
}

/// The family whose name an architecture begins with, as BertForMaskedLM does with bert; of several the longest.
std::optional<std::string> family_of_architecture(const std::string& architecture,
                                                  const std::vector<Family>& families) {
  std::optional<std::string> found;
  for (const Family& family : families) {
    const std::string name = plain(family.name);
    const std::string of_family = plain(architecture).substr(0, name.size());
    const bool ends_there =
        architecture.size() > name.size() && (std::isupper(static_cast<unsigned char>(architecture[name.size()])) != 0);
    if (of_family == name && ends_there && (!found || found->size() < family.name.size())) found = family.name;
  }
  return found;
}

/// What a config calls its family, or the name of the family that recognises it or its architectures. Configs of the
/// first years name none.
std::string name_from(const checkpoint::ModelConfig& config, const std::vector<Family>& families) {
  if (config.has("model_type")) return config.text("model_type");
  for (const Family& family : families)
    if (family.recognises && family.recognises(config)) return family.name;
  for (const std::string& architecture : config.texts("architectures"))
    if (const auto family = family_of_architecture(architecture, families)) return *family;
  throw input_error(config.file().string() + ": neither model_type nor architectures tell the family of the model",
                    "name it: family: bert in a grid, --family bert on the command line");
}

void expect_gelu_is_open(const ModelSettings& settings, const Family& family) {
  if (settings.gelu && !family.gelu_is_open)
    throw usage_error("gelu of model " + settings.name + ": a model of family " + family.name +
                          " has one activation, set by its config",
                      "leave it out");
}

}  // namespace

Family find_family(const ModelSettings& settings, const checkpoint::ModelConfig& config) {
  const bool from_config = settings.family.empty();
  const std::vector<Family> families = all_families();
  const std::string name = from_config ? name_from(config, families) : settings.family;
  const auto found =
      std::find_if(families.begin(), families.end(), [&](const Family& family) { return family.name == name; });
  if (found != families.end()) {
    expect_gelu_is_open(settings, *found);
    return *found;
  }
  std::vector<std::string> names;
  for (const Family& family : families) names.push_back(family.name);
  const std::string place = from_config ? config.file().string() + ": model_type" : "family of model " + settings.name;
  throw Error(from_config ? Cause::input : Cause::usage,
              place + " is \"" + name + "\", which is not the name of a known family", "known: " + join(names, ", "));
}

}  // namespace neurank::model
