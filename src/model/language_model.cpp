#include "model/language_model.hpp"

#include "base/error.hpp"
#include "checkpoint/model_folder.hpp"
#include "model/families.hpp"

namespace neurank::model {
namespace {

checkpoint::ModelConfig read_config(const ModelSettings& settings) {
  return checkpoint::ModelConfig(checkpoint::config_file(settings.path));
}

}  // namespace

std::unique_ptr<LanguageModel> load_language_model(const ModelSettings& settings, Device device) {
  const checkpoint::ModelConfig config = read_config(settings);
  const Family family = find_family(settings, config);
  const auto weights = checkpoint::open_weights(checkpoint::weights_file(settings.path));
  return family.load(config, *weights, device);
}

ModelShape read_model_shape(const ModelSettings& settings) {
  const checkpoint::ModelConfig config = read_config(settings);
  return find_family(settings, config).shape(config);
}

double flops_per_sequence(const ModelSettings& settings, Index pieces) {
  const checkpoint::ModelConfig config = read_config(settings);
  return find_family(settings, config).flops(config, pieces);
}

std::vector<std::filesystem::path> checkpoint_files(const std::filesystem::path& folder) {
  return {checkpoint::config_file(folder), checkpoint::weights_file(folder)};
}

}  // namespace neurank::model
