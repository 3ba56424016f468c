#include "model/language_model.hpp"

#include "base/cast.hpp"
#include "checkpoint/model_files.hpp"
#include "model/families/families.hpp"
#include "model/untrained_weights.hpp"

namespace neurank::model {

std::unique_ptr<LanguageModel> load_language_model(const ModelSettings& settings, Device device,
                                                   const LayerSelection& selection) {
  const checkpoint::ModelConfig config = checkpoint::read_model_config(settings.path);
  const Family family = find_family(settings, config);
  std::shared_ptr<const checkpoint::TensorSource> weights = checkpoint::open_weights(settings.path);
  if (settings.random_weights)
    weights = std::make_shared<UntrainedWeights>(weights, settings.draw, family.norms_add_one ? 0.0f : 1.0f);
  ModelShape chosen = select_layers(family.shape(config, settings), selection, settings.name);
  auto model = family.load(config, weights, settings, device);
  model->choose(std::move(chosen));
  return model;
}

ModelShape read_model_shape(const ModelSettings& settings, const LayerSelection& selection) {
  const checkpoint::ModelConfig config = checkpoint::read_model_config(settings.path);
  return select_layers(find_family(settings, config).shape(config, settings), selection, settings.name);
}

double flops_per_sequence(const ModelSettings& settings, Index pieces, const LayerSelection& selection) {
  const checkpoint::ModelConfig config = checkpoint::read_model_config(settings.path);
  const Family family = find_family(settings, config);
  const ModelShape shape = select_layers(family.shape(config, settings), selection, settings.name);
  if (shape.depth == 0) return family.flops(config, pieces);
  return family.flops(config, pieces) * to_double(shape.layer_numbers.back()) / to_double(shape.depth);
}

}  // namespace neurank::model
