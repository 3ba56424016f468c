#include "model/parts/transformer_config.hpp"

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::model {

void expect_text(const checkpoint::ModelConfig& config, const std::string& key, const std::string& supported) {
  const std::string found = config.text(key, supported);
  if (found != supported)
    throw input_error(config.file().string() + ": " + key + " is \"" + found + "\", only " + supported +
                      " is supported");
}

void expect_flag(const checkpoint::ModelConfig& config, const std::string& key, bool supported) {
  if (config.flag(key, supported) != supported)
    throw input_error(config.file().string() + ": " + key + " is " +
                      (supported ? "false, only true" : "true, only false") + " is supported");
}

void expect_multiple(const checkpoint::ModelConfig& config, const std::string& key, const std::string& of_key) {
  const Index whole = config.count(key), part = config.count(of_key);
  if (whole % part != 0)
    throw input_error(config.file().string() + ": " + key + " " + std::to_string(whole) + " is not a multiple of " +
                      of_key + " " + std::to_string(part));
}

std::vector<std::string> layer_names_of(Index blocks) {
  std::vector<std::string> names = {"embeddings"};
  for (Index block = 1; block <= blocks; ++block) names.push_back("layer_" + std::to_string(block));
  return names;
}

std::vector<std::string> layer_names_with_final_norm(Index blocks) {
  std::vector<std::string> names = layer_names_of(blocks);
  names.back() += "_final_norm";
  return names;
}

double transformer_flops(Index blocks, Index width, Index inner_width, Index pieces) {
  const auto length = to_double(pieces), w = to_double(width);
  const double projections = 4 * w * w + 2 * w * to_double(inner_width);
  const double attention = 2 * length * w;
  return 2 * to_double(blocks) * length * (projections + attention);
}

}  // namespace neurank::model
