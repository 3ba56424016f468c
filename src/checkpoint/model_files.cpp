#include "checkpoint/model_files.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "checkpoint/elmo_weights.hpp"
#include "checkpoint/safetensors.hpp"

namespace neurank::checkpoint {
namespace {

namespace fs = std::filesystem;

void expect_folder(const fs::path& folder) {
  std::error_code code;
  const std::string remedy = "name the folder that holds the model's config.json and weights";
  if (!fs::exists(folder, code)) throw input_error(folder.string() + ": no such folder", remedy);
  if (!fs::is_directory(folder, code)) throw input_error(folder.string() + ": not a folder", remedy);
}

fs::path config_file(const fs::path& folder) {
  expect_folder(folder);
  for (const char* name : {"config.json", "options.json"})
    if (fs::exists(folder / name)) return folder / name;
  throw input_error(folder.string() + ": no config.json", "is this a published model folder?");
}

/// ELMo's weights, which lie beside options.json under a name of their own.
fs::path elmo_weights_file(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".hdf5") files.push_back(entry.path());
  if (files.size() == 1) return files[0];
  throw input_error(folder.string() + ": " + (files.empty() ? "no" : "more than one") + " .hdf5 file",
                    "put the published weights, and no others, beside options.json");
}

fs::path weights_file(const fs::path& folder) {
  if (config_file(folder).filename() == "options.json") return elmo_weights_file(folder);
  const fs::path file = folder / "model.safetensors";
  if (!fs::exists(file))
    throw input_error(folder.string() + ": no weights, expected model.safetensors",
                      "download them, or save the model in the safetensors format as one file");
  return file;
}

}  // namespace

ModelConfig read_model_config(const fs::path& model) { return ModelConfig(config_file(model)); }

std::unique_ptr<TensorSource> open_weights(const fs::path& model) {
  const fs::path file = weights_file(model);
  if (file.extension() == ".hdf5") return open_elmo_weights(file);
  return std::make_unique<SafetensorsFile>(file);
}

std::vector<fs::path> model_files(const fs::path& model) { return {config_file(model), weights_file(model)}; }

}  // namespace neurank::checkpoint
