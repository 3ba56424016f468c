#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/index.hpp"
#include "base/names.hpp"
#include "model/model_shape.hpp"

namespace neurank::model {

/// Layers from one number to another, both included; -1 is the last one, -2 that before it.
struct LayerRange {
  Index first = 0, last = 0;

  bool operator==(const LayerRange&) const = default;
};

/// "3", "-1", "0..3", "-4..-1"; nothing for anything else.
std::optional<LayerRange> parse_layers(std::string_view text);
std::string to_text(LayerRange layers);

/// What of a model is read.
struct LayerSelection {
  Site site = Site::residual;
  std::vector<LayerRange> layers = {};  ///< empty: all of the site

  bool operator==(const LayerSelection&) const = default;
};

/// The shape of what a selection leaves, layers ascending, each once.
/// @param whole the shape of all hidden states  @param name of the model, for errors
/// Throws Error when the model has no such site or no such layers.
ModelShape select_layers(ModelShape whole, const LayerSelection& selection, const std::string& name);

}  // namespace neurank::model
