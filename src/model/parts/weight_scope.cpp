#include "model/parts/weight_scope.hpp"

#include <ATen/Functions.h>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::model {
namespace {

constexpr const char* disagreement = "are config.json and the weights of the same model?";

}  // namespace

std::string WeightScope::full_name(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

WeightScope WeightScope::operator/(std::string_view name) const { return {*source_, full_name(name), device_}; }

at::Tensor WeightScope::load(std::string_view name, const checkpoint::Shape& shape) const {
  const std::string tensor_name = full_name(name);
  const checkpoint::Shape* found = source_->find(tensor_name);
  const std::string place = source_->file().string() + ": tensor " + tensor_name;
  if (found == nullptr) throw input_error(place + " is missing", disagreement);
  if (*found != shape)
    throw input_error(
        place + " is " + checkpoint::to_text(*found) + ", expected " + checkpoint::to_text(shape) + " from config.json",
        disagreement);
  const at::Tensor tensor = at::empty(shape, at::kFloat);
  source_->read(tensor_name, {tensor.data_ptr<float>(), to_size(tensor.numel())});
  return tensor.to(device_);
}

void WeightScope::expect_absent(std::string_view name) const {
  if (contains(name))
    throw input_error(
        source_->file().string() + ": tensor " + full_name(name) + " has no place in what config.json tells",
        disagreement);
}

void WeightScope::expect_no_surplus(std::string_view name, const std::string& key) const {
  if (contains(name))
    throw input_error(source_->file().string() + ": tensor " + full_name(name) + " lies beyond what " + key +
                          " in config.json counts",
                      disagreement);
}

WeightScope skip_prefix(const WeightScope& root, std::string_view prefix, std::string_view tensor) {
  const WeightScope below = root / prefix;
  return below.contains(tensor) ? below : root;
}

}  // namespace neurank::model
