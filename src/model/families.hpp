#pragma once

#include <memory>
#include <string>

#include "checkpoint/model_config.hpp"
#include "checkpoint/tensor_source.hpp"
#include "model/language_model.hpp"

namespace neurank::model {

/// What one family of encoders gives; each has its own file.
struct Family {
  std::string name;  ///< as config.json's model_type
  ModelShape (*shape)(const checkpoint::ModelConfig& config, const ModelSettings& settings);
  double (*flops)(const checkpoint::ModelConfig& config, Index pieces);  ///< as flops_per_sequence
  std::unique_ptr<LanguageModel> (*load)(const checkpoint::ModelConfig& config, const checkpoint::TensorSource& weights,
                                         const ModelSettings& settings, Device device);
  bool gelu_is_open = false;  ///< configs do not say which gelu is meant; ModelSettings::gelu does
};

/// The family of a model: its own word, or what config.json calls it. Throws Error when that is none we know, or when
/// the settings choose a gelu where the family has no choice.
Family find_family(const ModelSettings& settings, const checkpoint::ModelConfig& config);

/// "embeddings", "layer_1", "layer_2", ...: the names of hidden states where blocks follow an embedding layer.
std::vector<std::string> layer_names_of(Index blocks);

/// Throws Error when one size of the config is not a multiple of another.
void expect_multiple(const checkpoint::ModelConfig& config, const std::string& key, const std::string& of_key);

}  // namespace neurank::model
