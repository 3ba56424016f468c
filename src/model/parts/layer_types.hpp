#pragma once

#include <functional>
#include <vector>

#include "base/index.hpp"
#include "checkpoint/model_config.hpp"

namespace neurank::model {

/// Which layers see a sliding window: by `layer_types`, or where the key is absent by `slides`. Throws Error when it
/// has words that are not computed here, or not one for each layer.
std::vector<bool> sliding_layers(const checkpoint::ModelConfig& config, Index layers,
                                 const std::function<bool(Index layer)>& slides);

}  // namespace neurank::model
