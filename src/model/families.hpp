#pragma once

#include <functional>
#include <memory>
#include <string>

#include "checkpoint/model_config.hpp"
#include "checkpoint/tensor_source.hpp"
#include "model/language_model.hpp"

namespace neurank::model {

/// What one family of encoders gives; each has its own file.
struct Family {
  std::string name;  ///< as config.json's model_type
  std::function<ModelShape(const checkpoint::ModelConfig& config)> shape;
  std::function<double(const checkpoint::ModelConfig& config, Index pieces)> flops;  ///< as flops_per_sequence
  std::function<std::unique_ptr<LanguageModel>(const checkpoint::ModelConfig& config,
                                               const checkpoint::TensorSource& weights, Device device)>
      load;
  /// Tells the family by the structure of a config that has no model_type; none where published configs have it.
  std::function<bool(const checkpoint::ModelConfig& config)> recognises = nullptr;
};

/// The family of a model: its own word, or what config.json calls it or looks like. Throws Error when that is none we
/// know.
Family find_family(const ModelSettings& settings, const checkpoint::ModelConfig& config);

}  // namespace neurank::model
