#include "pretrain/flat_parameters.hpp"

#include <ATen/ops/zeros.h>

#include <string>
#include <vector>

#include "base/cast.hpp"

namespace neurank::pretrain {
namespace {

/// Parameters begin at multiples of a cache line of float32, as the libraries like their matrices.
constexpr Index alignment = 16;

Index padded(const at::Tensor& parameter) { return (parameter.numel() + alignment - 1) / alignment * alignment; }

bool is_decayed(const std::string& name, const at::Tensor& parameter) {
  return parameter.dim() >= 2 && !name.ends_with("bias");
}

/// A part of the values as a parameter of its own for the optimizer.
at::Tensor part(const at::Tensor& values, const at::Tensor& gradients, Index first, Index size) {
  at::Tensor result = values.narrow(0, first, size).detach().set_requires_grad(true);
  result.mutable_grad() = gradients.narrow(0, first, size);
  return result;
}

}  // namespace

FlatParameters::FlatParameters(const Parameters& parameters) {
  std::vector<at::Tensor> in_order;
  Index decayed_size = 0, size = 0;
  for (const bool decayed : {true, false})
    for (const auto& [name, values] : parameters.named()) {
      if (is_decayed(name, values) != decayed) continue;
      in_order.push_back(values);
      size += padded(values);
      if (decayed) decayed_size = size;
    }
  values_ = at::zeros({size});
  buffer_ = at::zeros({size + extra_numbers});
  gradients_ = buffer_.narrow(0, 0, size);
  Index first = 0;
  for (at::Tensor& parameter : in_order) {
    const at::Tensor view = values_.narrow(0, first, parameter.numel()).view(parameter.sizes());
    view.copy_(parameter.detach());
    parameter.set_data(view);
    // Backward passes add in place to a gradient that exists.
    parameter.mutable_grad() = gradients_.narrow(0, first, parameter.numel()).view(parameter.sizes());
    first += padded(parameter);
  }
  decayed_ = part(values_, gradients_, 0, decayed_size);
  other_ = part(values_, gradients_, decayed_size, size - decayed_size);
}

std::span<float> FlatParameters::gradients_and_extra() { return {buffer_.data_ptr<float>(), to_size(buffer_.numel())}; }

std::span<float> FlatParameters::extra() { return gradients_and_extra().last(extra_numbers); }

}  // namespace neurank::pretrain
