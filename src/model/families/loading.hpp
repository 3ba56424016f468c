#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/InferenceMode.h>

#include <functional>
#include <memory>
#include <string>

#include "model/device_batch.hpp"
#include "model/families/families.hpp"
#include "model/parts/weight_scope.hpp"

namespace neurank::model {

/// Where a model's own weights lie: below a prefix in models saved with a head, or at the root.
struct WeightPlace {
  std::string prefix;
  std::string tensor;  ///< that every such model has, by its name below the prefix
};

/// For families whose weights have the same names in every model, saved with a head or without.
template <class Plan>
WeightPlace at_the_root(const Plan&) {
  return {};
}

/// A family whose config.json is read into a plan, from which all else follows.
/// @param read throws Error for what is not computed here
/// @param place of the weights of a model with a plan
template <class Model, class Plan>
Family planned_family(const std::string& name,
                      const std::function<Plan(const checkpoint::ModelConfig&, const ModelSettings&)>& read,
                      const std::function<ModelShape(const Plan&)>& shape,
                      const std::function<double(const Plan&, Index pieces)>& flops,
                      const std::function<WeightPlace(const Plan&)>& place) {
  using checkpoint::ModelConfig;
  return {name, [=](const ModelConfig& config, const ModelSettings& settings) { return shape(read(config, settings)); },
          [=](const ModelConfig& config, Index pieces) { return flops(read(config, {}), pieces); },
          [=](const ModelConfig& config, const std::shared_ptr<const checkpoint::TensorSource>& weights,
              const ModelSettings& settings, Device device) {
            const c10::InferenceMode no_gradients;
            const Plan plan = read(config, settings);
            const auto [prefix, tensor] = place(plan);
            return std::make_unique<Model>(plan, shape(plan),
                                           skip_prefix({weights, resolve_device(device)}, prefix, tensor));
          }};
}

}  // namespace neurank::model
