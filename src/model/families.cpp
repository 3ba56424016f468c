#include "model/families.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "model/bert.hpp"
#include "model/gpt2.hpp"
#include "model/xlnet.hpp"

namespace neurank::model {
namespace {

std::vector<Family> all_families() { return {bert_family(), gpt2_family(), xlnet_family()}; }

void expect_gelu_is_open(const ModelSettings& settings, const Family& family) {
  if (settings.gelu && !family.gelu_is_open)
    throw usage_error(
        "gelu of model " + settings.name + ": a " + family.name + " model has one activation, set by its config",
        "leave it out");
}

}  // namespace

Family find_family(const ModelSettings& settings, const checkpoint::ModelConfig& config) {
  const bool from_config = settings.family.empty();
  const std::string name = from_config ? config.text("model_type") : settings.family;
  const std::vector<Family> families = all_families();
  const auto found =
      std::find_if(families.begin(), families.end(), [&](const Family& family) { return family.name == name; });
  if (found != families.end()) {
    expect_gelu_is_open(settings, *found);
    return *found;
  }
  std::vector<std::string> names;
  for (const Family& family : families) names.push_back(family.name);
  const std::string place = from_config ? config.file().string() + ": model_type" : "family of model " + settings.name;
  throw Error(from_config ? Cause::input : Cause::usage, place + " is \"" + name + "\", which no family here is called",
              "known: " + join(names, ", "));
}

std::vector<std::string> layer_names_of(Index blocks) {
  std::vector<std::string> names = {"embeddings"};
  for (Index block = 1; block <= blocks; ++block) names.push_back("layer_" + std::to_string(block));
  return names;
}

void expect_multiple(const checkpoint::ModelConfig& config, const std::string& key, const std::string& of_key) {
  const Index whole = config.count(key), part = config.count(of_key);
  if (whole % part != 0)
    throw input_error(config.file().string() + ": " + key + " " + std::to_string(whole) + " is not a multiple of " +
                      of_key + " " + std::to_string(part));
}

}  // namespace neurank::model
