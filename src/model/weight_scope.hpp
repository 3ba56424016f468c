#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <string_view>

#include "base/matrix.hpp"
#include "checkpoint/tensor_source.hpp"

namespace neurank::model {

/// A place in a model's tree of named weights, such as "bert.encoder.layer.3". Layers read what they need by names
/// relative to it, so that building a network reads like its description. The source outlives the scope.
class WeightScope {
 public:
  WeightScope(const checkpoint::TensorSource& source, std::string path, at::Device device)
      : source_(&source), path_(std::move(path)), device_(device) {}

  /// The scope below: path.name
  WeightScope operator/(std::string_view name) const;
  WeightScope operator/(Index number) const { return *this / std::to_string(number); }

  bool contains(std::string_view name) const { return source_->find(full_name(name)) != nullptr; }

  /// Reads a tensor as float32 onto the device.
  /// @param shape what config.json makes of it; nothing is allocated before the file agrees
  /// Throws Error naming the tensor when it is missing or of another shape.
  at::Tensor load(std::string_view name, const checkpoint::Shape& shape) const;

  const checkpoint::TensorSource& source() const { return *source_; }

 private:
  std::string full_name(std::string_view name) const;

  const checkpoint::TensorSource* source_;
  std::string path_;
  at::Device device_;
};

/// The scope of a model's own weights: with the prefix, as in models saved with a head, or without.
/// @param tensor that every such model has, by its name below the prefix
WeightScope skip_prefix(const WeightScope& root, std::string_view prefix, std::string_view tensor);

/// Throws Error when the weights have more layers than config.json counts.
/// @param layers scope of the numbered layers  @param tensor that every layer has  @param key of the count
void expect_no_more_layers(const WeightScope& layers, Index count, std::string_view tensor, const std::string& key);

}  // namespace neurank::model
