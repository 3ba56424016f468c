#include "model/parts/weight_scope.hpp"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <algorithm>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/half.hpp"

namespace neurank::model {
namespace {

using checkpoint::NarrowNumbers;
using checkpoint::Shape;

constexpr const char* disagreement = "are config.json and the weights of the same model?";

/// Models that take no more than this in float32 are widened when they are loaded: to do so again costs time.
constexpr std::int64_t most_kept_bytes = std::int64_t{1} << 29;

bool are_widened_late(const checkpoint::TensorSource& source) {
  std::int64_t kept_bytes = 0;
  for (const std::string& name : source.names())
    if (source.narrow(name)) kept_bytes += checkpoint::num_elements(*source.find(name)) * std::int64_t{sizeof(float)};
  return kept_bytes > most_kept_bytes;
}

void widen(const NarrowNumbers& from, const at::Tensor& to) {
  constexpr Index numbers_a_thread = 1 << 16;
  float* const out = to.data_ptr<float>();
  at::parallel_for(0, to.numel(), numbers_a_thread, [&](Index begin, Index end) {
    if (from.type == NarrowNumbers::Type::float16)
      to_float(static_cast<const Half*>(from.data) + begin, end - begin, out + begin);
    else
      bfloat16_to_float(static_cast<const std::uint16_t*>(from.data) + begin, end - begin, out + begin);
  });
}

/// A view of stored numbers, which LibTorch must not be asked to change.
at::Tensor view_of(const NarrowNumbers& numbers, const Shape& shape) {
  const at::ScalarType type = numbers.type == NarrowNumbers::Type::float16 ? at::kHalf : at::kBFloat16;
  return at::from_blob(const_cast<void*>(numbers.data), shape, at::TensorOptions().dtype(type));
}

}  // namespace

WeightScope::WeightScope(std::shared_ptr<const checkpoint::TensorSource> source, at::Device device) {
  const bool late = are_widened_late(*source);
  weights_ = std::make_shared<const ModelWeights>(
      ModelWeights{.source = std::move(source), .device = device, .are_widened_late = late});
}

std::string WeightScope::full_name(std::string_view name) const {
  return path_.empty() ? std::string(name) : path_ + "." + std::string(name);
}

WeightScope WeightScope::operator/(std::string_view name) const { return {weights_, full_name(name), only_checks_}; }

WeightScope WeightScope::checking() const { return {weights_, path_, true}; }

void WeightScope::expect_shape(const std::string& tensor, const Shape& shape) const {
  const Shape* found = weights_->source->find(tensor);
  const std::string place = weights_->source->file().string() + ": tensor " + tensor;
  if (found == nullptr) throw input_error(place + " is missing", disagreement);
  if (*found != shape)
    throw input_error(
        place + " is " + checkpoint::to_text(*found) + ", expected " + checkpoint::to_text(shape) + " from config.json",
        disagreement);
}

at::Tensor WeightScope::stored_on_device(const std::string& tensor, const Shape& shape,
                                         const NarrowNumbers& numbers) const {
  if (weights_->device.is_cpu()) return view_of(numbers, shape);
  at::Tensor& kept = weights_->on_device[tensor];
  if (!kept.defined()) kept = view_of(numbers, shape).to(weights_->device);
  return kept;
}

at::Tensor WeightScope::buffer(const Shape& shape) const {
  const auto options = at::TensorOptions().dtype(at::kFloat).device(weights_->device);
  if (!is_widened_late() || only_checks_) return at::empty(shape, options);
  const std::int64_t numbers = checkpoint::num_elements(shape);
  const auto is_free = [&](const at::Tensor& kept) {
    return kept.numel() == numbers && kept.storage().use_count() == 1;
  };
  auto& buffers = weights_->buffers;
  const auto found = std::ranges::find_if(buffers, is_free);
  if (found != buffers.end()) return found->view(shape);
  buffers.push_back(at::empty({numbers}, options));
  return buffers.back().view(shape);
}

/// Numbers of a tensor whose shape has been checked.
void WeightScope::fill(const std::string& tensor, const at::Tensor& part) const {
  if (only_checks_) return;
  const auto narrow = weights_->source->narrow(tensor);
  if (!part.is_cpu() && narrow && is_widened_late()) {
    part.copy_(stored_on_device(tensor, part.sizes().vec(), *narrow));
    return;
  }
  const at::Tensor on_host = part.is_cpu() ? part : at::empty(part.sizes(), at::kFloat);
  if (narrow)
    widen(*narrow, on_host);
  else
    weights_->source->read(tensor, {on_host.data_ptr<float>(), to_size(on_host.numel())});
  if (!part.is_cpu()) part.copy_(on_host);
}

at::Tensor WeightScope::load(std::string_view name, const Shape& shape) const {
  expect_shape(full_name(name), shape);
  const at::Tensor loaded = buffer(shape);
  fill(full_name(name), loaded);
  return loaded;
}

void WeightScope::load_into(std::string_view name, const at::Tensor& part) const {
  NEURANK_EXPECT(part.is_contiguous());
  expect_shape(full_name(name), part.sizes().vec());
  fill(full_name(name), part);
}

at::Tensor WeightScope::load_stored(std::string_view name, const Shape& shape) const {
  const std::string tensor = full_name(name);
  expect_shape(tensor, shape);
  const auto narrow = weights_->source->narrow(tensor);
  return narrow && is_widened_late() ? stored_on_device(tensor, shape, *narrow) : load(name, shape);
}

void WeightScope::expect_absent(std::string_view name) const {
  if (contains(name))
    throw input_error(
        weights_->source->file().string() + ": tensor " + full_name(name) + " has no place in what config.json tells",
        disagreement);
}

void WeightScope::expect_no_surplus(std::string_view name, const std::string& key) const {
  if (contains(name))
    throw input_error(weights_->source->file().string() + ": tensor " + full_name(name) + " lies beyond what " + key +
                          " in config.json counts",
                      disagreement);
}

WeightScope skip_prefix(const WeightScope& root, std::string_view prefix, std::string_view tensor) {
  const WeightScope below = root / prefix;
  return below.contains(tensor) ? below : root;
}

}  // namespace neurank::model
