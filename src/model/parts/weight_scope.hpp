#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <string_view>

#include "base/index.hpp"
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
  /// @param shape as config.json demands it; nothing is allocated unless the file agrees
  /// Throws Error naming the tensor when it is missing or of another shape.
  at::Tensor load(std::string_view name, const checkpoint::Shape& shape) const;

  /// Throws Error when a tensor exists that config.json knows nothing of: what it does would be left out.
  void expect_absent(std::string_view name) const;

  /// Throws Error when a tensor exists that must not: the file has more blocks than a key of config.json counts.
  void expect_no_surplus(std::string_view name, const std::string& key) const;

 private:
  std::string full_name(std::string_view name) const;

  const checkpoint::TensorSource* source_;
  std::string path_;
  at::Device device_;
};

/// The scope of a model's own weights: below the prefix, as in models saved with a head, or the root itself.
/// @param tensor that every such model has, by its name below the prefix
WeightScope skip_prefix(const WeightScope& root, std::string_view prefix, std::string_view tensor);

}  // namespace neurank::model
