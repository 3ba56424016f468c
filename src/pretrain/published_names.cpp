#include "pretrain/published_names.hpp"

#include "base/text.hpp"
#include "checkpoint/safetensors.hpp"

namespace neurank::pretrain {
namespace {

std::shared_ptr<torch::nn::Module> child(torch::nn::Module& parent, const std::string& name) {
  const auto children = parent.named_children();
  if (const auto* found = children.find(name)) return *found;
  return parent.register_module(name, std::make_shared<torch::nn::Module>());
}

}  // namespace

torch::Tensor register_published(torch::nn::Module& model, const std::string& name, torch::Tensor values) {
  torch::nn::Module* module = &model;
  const auto parts = split(name, '.');
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) module = child(*module, std::string(parts[i])).get();
  return module->register_parameter(std::string(parts.back()), std::move(values));
}

void write_published(const torch::nn::Module& model, const std::filesystem::path& file) {
  std::vector<checkpoint::NamedTensor> tensors;
  for (const auto& item : model.named_parameters()) {
    const torch::Tensor values = item.value().detach().contiguous();
    const float* const first = values.data_ptr<float>();
    tensors.push_back({item.key(), values.sizes().vec(), {first, first + values.numel()}});
  }
  checkpoint::write_safetensors(file, tensors);
}

}  // namespace neurank::pretrain
