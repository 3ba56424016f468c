#include "model/language_model.hpp"

#include "base/error.hpp"
#include "checkpoint/model_files.hpp"
#include "model/families.hpp"
#include "model/untrained_weights.hpp"

namespace neurank::model {

std::unique_ptr<LanguageModel> load_language_model(const ModelSettings& settings, Device device) {
  const checkpoint::ModelConfig config = checkpoint::read_model_config(settings.path);
  const Family family = find_family(settings, config);
  auto weights = checkpoint::open_weights(settings.path);
  if (settings.random_weights) weights = std::make_unique<UntrainedWeights>(std::move(weights), settings.draw);
  return family.load(config, *weights, settings, device);
}

ModelShape read_model_shape(const ModelSettings& settings) {
  const checkpoint::ModelConfig config = checkpoint::read_model_config(settings.path);
  return find_family(settings, config).shape(config, settings);
}

double flops_per_sequence(const ModelSettings& settings, Index pieces) {
  const checkpoint::ModelConfig config = checkpoint::read_model_config(settings.path);
  return find_family(settings, config).flops(config, pieces);
}

}  // namespace neurank::model
