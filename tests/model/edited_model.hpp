#pragma once

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "checkpoint/safetensors.hpp"
#include "model/language_model.hpp"
#include "support/expect_mentions.hpp"
#include "support/json_numbers.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::test {

/// Config and weights of a small model, to be changed before it is loaded.
class EditedModel {
 public:
  EditedModel(nlohmann::json config_json, std::vector<checkpoint::NamedTensor> tensors)
      : config(std::move(config_json)), weights(std::move(tensors)) {}

  /// The config.json and the F32 tensors of the model.safetensors of a folder.
  explicit EditedModel(const std::filesystem::path& folder) : config(read_json(folder / "config.json")) {
    const checkpoint::SafetensorsFile file(folder / "model.safetensors");
    for (const auto& [name, entry] : file.tensors()) {
      if (entry.type != "F32") continue;
      checkpoint::NamedTensor tensor{name, entry.shape, {}};
      tensor.values.resize(static_cast<std::size_t>(checkpoint::num_elements(entry.shape)));
      file.read(name, tensor.values);
      weights.push_back(std::move(tensor));
    }
  }

  checkpoint::NamedTensor& tensor(const std::string& name) {
    return *std::find_if(weights.begin(), weights.end(), [&](const auto& tensor) { return tensor.name == name; });
  }

  model::ModelSettings settings(const std::string& family = "") const {
    return {.name = "tiny", .path = folder_.path(), .family = family, .gelu = gelu};
  }

  std::unique_ptr<model::LanguageModel> load(const std::string& family = "",
                                             model::Device device = model::Device::cpu) const {
    write_file(folder_ / "config.json", config.dump());
    checkpoint::write_safetensors(folder_ / "model.safetensors", weights);
    return model::load_language_model(settings(family), device);
  }

  std::string error_of_loading(const std::string& family = "", model::Device device = model::Device::cpu) const {
    return refusal([&] { load(family, device); });
  }

  /// The same while one key of the config has another value.
  std::string error_with(const std::string& key, const nlohmann::json& value) {
    const nlohmann::json kept = config;
    config[key] = value;
    std::string message = error_of_loading();
    config = kept;
    return message;
  }

  void rename(const std::function<std::string(const std::string&)>& new_name) {
    for (checkpoint::NamedTensor& tensor : weights) tensor.name = new_name(tensor.name);
  }

  nlohmann::json config;
  std::optional<model::Gelu> gelu;
  std::vector<checkpoint::NamedTensor> weights;

 private:
  ScratchFolder folder_;
};

}  // namespace neurank::test
