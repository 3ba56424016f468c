#include "model/families.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace neurank::model {
namespace {

std::vector<Family> all_families() {
  return {albert_family(), bert_family(),    distilbert_family(),       electra_family(), elmo_family(),
          gpt2_family(),   roberta_family(), transformer_elmo_family(), xlnet_family()};
}

/// What a config calls its family, or the name of the family that recognises it.
std::string name_from(const checkpoint::ModelConfig& config, const std::vector<Family>& families) {
  if (!config.has("model_type"))
    for (const Family& family : families)
      if (family.recognises && family.recognises(config)) return family.name;
  return config.text("model_type");
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
