#include "pretrain/optimizer.hpp"

#include <torch/optim/adamw.h>
#include <torch/serialize/archive.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace neurank::pretrain {
namespace {

using torch::optim::AdamW;
using torch::optim::AdamWOptions;
using torch::optim::OptimizerParamGroup;

AdamW make_adam(const FlatParameters& parameters, const TrainingSettings& settings) {
  const auto options = [&](double decay) { return AdamWOptions(settings.learning_rate).weight_decay(decay); };
  const auto group = [&](const at::Tensor& values, double decay) {
    return OptimizerParamGroup({values}, std::make_unique<AdamWOptions>(options(decay)));
  };
  return AdamW({group(parameters.decayed(), settings.weight_decay), group(parameters.other(), 0)}, options(0));
}

}  // namespace

struct Optimizer::State {
  at::Tensor values;
  AdamW adam;
};

Optimizer::Optimizer(const FlatParameters& parameters, const TrainingSettings& settings)
    : state_(std::make_unique<State>(State{parameters.values(), make_adam(parameters, settings)})) {}

Optimizer::~Optimizer() = default;

void Optimizer::step(double learning_rate) {
  for (auto& group : state_->adam.param_groups()) static_cast<AdamWOptions&>(group.options()).lr(learning_rate);
  state_->adam.step();
}

void Optimizer::save(const std::filesystem::path& file, const std::string& fingerprint, Index steps) const {
  torch::serialize::OutputArchive archive, moments;
  state_->adam.save(moments);
  archive.write("fingerprint", torch::IValue(fingerprint));
  archive.write("step", torch::IValue(steps));
  archive.write("values", state_->values);
  archive.write("optimizer", moments);
  make_folder(file.parent_path());
  std::filesystem::path temporary = file;
  temporary += ".part";
  try {
    archive.save_to(temporary.string());
  } catch (const c10::Error& error) {
    throw input_error(temporary.string() + ": cannot be written (" + error.what_without_backtrace() + ")",
                      full_disk_remedy);
  }
  publish_file(temporary, file);
}

Index Optimizer::load(const std::filesystem::path& file, const std::string& fingerprint) {
  const std::string place = file.string() + ": ";
  const char* const remedy = "throw it away with --redo, or name another output folder";
  try {
    torch::serialize::InputArchive archive, moments;
    archive.load_from(file.string());
    torch::IValue found, steps;
    archive.read("fingerprint", found);
    if (found.toStringRef() != fingerprint)
      throw usage_error(place + "belongs to a training with other settings, text or ranks", remedy);
    archive.read("step", steps);
    torch::Tensor values;
    archive.read("values", values);
    if (values.sizes() != state_->values.sizes())
      throw input_error(place + "its weights have another size than the model's", remedy);
    archive.read("optimizer", moments);
    state_->adam.load(moments);
    state_->values.copy_(values);
    return steps.toInt();
  } catch (const c10::Error& error) {
    throw input_error(place + "is damaged", remedy);
  }
}

}  // namespace neurank::pretrain
