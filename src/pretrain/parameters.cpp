#include "pretrain/parameters.hpp"

#include "checkpoint/safetensors.hpp"

namespace neurank::pretrain {

at::Tensor Parameters::add(std::string name, at::Tensor values) {
  values.set_requires_grad(true);
  return named_.emplace_back(std::move(name), std::move(values)).second;
}

void Parameters::add_part(const std::string& part, const Parameters& parameters) {
  for (const auto& [name, values] : parameters.named()) named_.emplace_back(part + "." + name, values);
}

std::vector<at::Tensor> Parameters::tensors() const {
  std::vector<at::Tensor> all;
  for (const auto& [name, values] : named_) all.push_back(values);
  return all;
}

void write_parameters(const Parameters& parameters, const std::filesystem::path& file) {
  std::vector<checkpoint::NamedTensor> tensors;
  for (const auto& [name, values] : parameters.named()) {
    const at::Tensor whole = values.detach().contiguous();
    const float* const first = whole.data_ptr<float>();
    tensors.push_back({name, whole.sizes().vec(), {first, first + whole.numel()}});
  }
  checkpoint::write_safetensors(file, tensors);
}

}  // namespace neurank::pretrain
