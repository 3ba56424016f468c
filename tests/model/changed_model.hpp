#pragma once

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "checkpoint/safetensors.hpp"
#include "model/language_model.hpp"
#include "support/json_numbers.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::test {

/// A copy of a model's folder whose config and weights a test changes before loading it.
class ChangedModel {
 public:
  nlohmann::json config;
  std::vector<checkpoint::NamedTensor> weights;

  /// @param original folder with config.json and model.safetensors, all float32
  explicit ChangedModel(const std::filesystem::path& original) : config(read_json(original / "config.json")) {
    const checkpoint::SafetensorsFile file(original / "model.safetensors");
    for (const std::string& name : file.names()) {
      const checkpoint::Shape& shape = *file.find(name);
      std::vector<float> values(static_cast<std::size_t>(checkpoint::num_elements(shape)));
      file.read(name, values);
      weights.push_back({name, shape, std::move(values)});
    }
  }

  std::unique_ptr<model::LanguageModel> load(std::optional<model::Gelu> gelu = {}) {
    write_file(folder_ / "config.json", config.dump());
    checkpoint::write_safetensors(folder_ / "model.safetensors", weights);
    return model::load_language_model({.name = "changed", .path = folder_.path(), .family = "", .gelu = gelu},
                                      model::Device::cpu);
  }

  /// What loading says when one key of the config has another value; the config is then as before.
  std::string error_with(const std::string& key, const nlohmann::json& value, std::optional<model::Gelu> gelu = {}) {
    const nlohmann::json kept = config;
    config[key] = value;
    std::string message = "no error";
    try {
      load(gelu);
    } catch (const Error& error) {
      message = error.what();
    }
    config = kept;
    return message;
  }

  void rename(const std::function<std::string(const std::string&)>& new_name) {
    for (checkpoint::NamedTensor& tensor : weights) tensor.name = new_name(tensor.name);
  }

  const checkpoint::NamedTensor& tensor(const std::string& name) const {
    return *std::find_if(weights.begin(), weights.end(), [&](const auto& tensor) { return tensor.name == name; });
  }

 private:
  ScratchFolder folder_;
};

}  // namespace neurank::test
