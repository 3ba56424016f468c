#include "checkpoint/model_folder.hpp"

#include "base/error.hpp"
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

}  // namespace

fs::path config_file(const fs::path& folder) {
  expect_folder(folder);
  const fs::path file = folder / "config.json";
  if (!fs::exists(file)) throw input_error(folder.string() + ": no config.json", "is this a published model folder?");
  return file;
}

fs::path weights_file(const fs::path& folder) {
  expect_folder(folder);
  const fs::path file = folder / "model.safetensors";
  if (!fs::exists(file))
    throw input_error(folder.string() + ": no weights, expected model.safetensors",
                      "download them, or save the model in the safetensors format as one file");
  return file;
}

std::unique_ptr<TensorSource> open_weights(const fs::path& file) { return std::make_unique<SafetensorsFile>(file); }

}  // namespace neurank::checkpoint
