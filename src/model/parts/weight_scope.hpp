#pragma once

#include <ATen/core/Tensor.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/index.hpp"
#include "checkpoint/tensor_source.hpp"

namespace neurank::model {

/// The weights of a model on their way to a device.
struct ModelWeights {
  std::shared_ptr<const checkpoint::TensorSource> source;
  at::Device device;
  /// Whether blocks are widened to float32 when their turn comes, for each batch again, and not all at once: where most
  /// are stored in 16 bits and would take much more memory in 32.
  bool are_widened_late;
  /// What has been brought to a device other than the CPU, as it is stored, by name.
  mutable std::map<std::string, at::Tensor> on_device = {};
  /// Memory that widened tensors were in, for the next ones: to ask the system for it takes as long as to widen.
  mutable std::vector<at::Tensor> buffers = {};
};

/// A place in a model's tree of named weights, such as "bert.encoder.layer.3". Layers read what they need by names
/// relative to it, so that building a network reads like its description.
class WeightScope {
 public:
  /// The root of a model's weights.
  WeightScope(std::shared_ptr<const checkpoint::TensorSource> source, at::Device device);

  /// The scope below: path.name
  WeightScope operator/(std::string_view name) const;
  WeightScope operator/(Index number) const { return *this / std::to_string(number); }

  bool contains(std::string_view name) const { return weights_->source->find(full_name(name)) != nullptr; }

  /// Reads a tensor as float32 onto the device; it is the caller's own.
  /// @param shape as config.json demands it; nothing is allocated unless the file agrees
  /// Throws Error naming the tensor when it is missing or of another shape.
  at::Tensor load(std::string_view name, const checkpoint::Shape& shape) const;

  /// The same into a part of a tensor, contiguous float32 on the device.
  void load_into(std::string_view name, const at::Tensor& part) const;

  /// A tensor of this shape, float32 on the device, whose numbers are any.
  at::Tensor buffer(const checkpoint::Shape& shape) const;

  /// The same as it is stored, float32, float16 or bfloat16, for tables of which few rows are needed at a time. It
  /// lives as long as the weights, and nothing may be written to it.
  at::Tensor load_stored(std::string_view name, const checkpoint::Shape& shape) const;

  /// Throws Error when a tensor exists that config.json knows nothing of: what it does would be left out.
  void expect_absent(std::string_view name) const;

  /// Throws Error when a tensor exists that must not: the file has more blocks than a key of config.json counts.
  void expect_no_surplus(std::string_view name, const std::string& key) const;

  at::Device device() const { return weights_->device; }

  /// See ModelWeights.
  bool is_widened_late() const { return weights_->are_widened_late; }

  /// The same scope, but tensors are only checked, and their numbers are any.
  WeightScope checking() const;

 private:
  WeightScope(std::shared_ptr<const ModelWeights> weights, std::string path, bool only_checks)
      : weights_(std::move(weights)), path_(std::move(path)), only_checks_(only_checks) {}

  std::string full_name(std::string_view name) const;
  void expect_shape(const std::string& tensor, const checkpoint::Shape& shape) const;
  void fill(const std::string& tensor, const at::Tensor& part) const;
  at::Tensor stored_on_device(const std::string& tensor, const checkpoint::Shape& shape,
                              const checkpoint::NarrowNumbers& numbers) const;

  std::shared_ptr<const ModelWeights> weights_;
  std::string path_;
  bool only_checks_ = false;
};

/// The scope of a model's own weights: below the prefix, as in models saved with a head, or the root itself.
/// @param tensor that every such model has, by its name below the prefix
WeightScope skip_prefix(const WeightScope& root, std::string_view prefix, std::string_view tensor);

}  // namespace neurank::model
