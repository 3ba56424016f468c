#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/InferenceMode.h>

#include <memory>
#include <string_view>

#include "model/device_batch.hpp"
#include "model/parts/weight_scope.hpp"

namespace neurank::model {

/// Makes a model of its weights, which lie below a prefix in models saved with a head, or at the root.
/// @param tensor that every such model has, by its name below the prefix
template <class Model, class Config>
std::unique_ptr<LanguageModel> make_model(const Config& config, ModelShape shape,
                                          const std::shared_ptr<const checkpoint::TensorSource>& weights, Device device,
                                          std::string_view prefix, std::string_view tensor) {
  const c10::InferenceMode no_gradients;
  const WeightScope scope = skip_prefix({weights, resolve_device(device)}, prefix, tensor);
  return std::make_unique<Model>(config, std::move(shape), scope);
}

}  // namespace neurank::model
