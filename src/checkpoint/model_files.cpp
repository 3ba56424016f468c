#include "checkpoint/model_files.hpp"

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "checkpoint/elmo_weights.hpp"
#include "checkpoint/model_archive.hpp"
#include "checkpoint/safetensors.hpp"
#include "checkpoint/sharded_tensors.hpp"
#include "checkpoint/torch_file.hpp"

namespace neurank::checkpoint {
namespace {

namespace fs = std::filesystem;

constexpr char archive_ending[] = ".tar.gz", archive_config[] = "config.json", archive_weights[] = "weights.th";

/// In order of preference: safetensors needs no interpreter.
const std::vector<std::string>& weights_names() {
  static const std::vector<std::string> names = {"model.safetensors", "model.safetensors.index.json",
                                                 "pytorch_model.bin", "pytorch_model.bin.index.json", "weights.th"};
  return names;
}

bool is_file(const fs::path& path) {
  std::error_code code;
  return fs::is_regular_file(path, code);
}

/// The files of a folder whose name ends so.
std::vector<fs::path> files_ending(const fs::path& folder, std::string_view ending) {
  std::vector<fs::path> files;
  std::error_code code;
  for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code))
    if (entry->path().filename().string().ends_with(ending) && is_file(entry->path())) files.push_back(entry->path());
  return files;
}

std::optional<fs::path> find_config(const fs::path& folder) {
  for (const char* name : {"config.json", "options.json"})
    if (is_file(folder / name)) return folder / name;
  const std::vector<fs::path> options = files_ending(folder, "_options.json");
  return options.size() == 1 ? std::optional(options[0]) : std::nullopt;
}

/// The archive that a model is, if it is one.
std::optional<fs::path> find_archive(const fs::path& model) {
  if (is_file(model) && model.filename().string().ends_with(archive_ending)) return model;
  if (is_file(model / "model.tar.gz") && !find_config(model)) return model / "model.tar.gz";
  return std::nullopt;
}

fs::path config_file(const fs::path& folder) {
  std::error_code code;
  const std::string remedy = "name the folder that holds the model's config.json and weights";
  if (!fs::exists(folder, code)) throw input_error(folder.string() + ": no such folder", remedy);
  if (!fs::is_directory(folder, code)) throw input_error(folder.string() + ": not a folder", remedy);
  if (const auto config = find_config(folder)) return *config;
  throw input_error(folder.string() + ": no config.json", "is this a published model folder?");
}

/// ELMo's weights, which lie beside its options under a name of their own.
fs::path elmo_weights_file(const fs::path& folder) {
  const std::vector<fs::path> files = files_ending(folder, ".hdf5");
  if (files.size() == 1) return files[0];
  throw input_error(
      folder.string() + ": " + (files.empty() ? "no weights, expected a .hdf5 file" : "more than one .hdf5 file"),
      "put the published weights, and no others, beside the options");
}

fs::path weights_file(const fs::path& folder) {
  const fs::path config = config_file(folder);
  for (const std::string& name : weights_names())
    if (is_file(folder / name)) return folder / name;
  if (config.filename().string().ends_with("options.json")) return elmo_weights_file(folder);
  throw input_error(folder.string() + ": no weights, expected one of " + join(weights_names(), ", "),
                    "download them, or save the model in the safetensors format");
}

bool is_index(const fs::path& weights) { return weights.extension() == ".json"; }

std::unique_ptr<TensorSource> open_safetensors(const fs::path& file) { return std::make_unique<SafetensorsFile>(file); }

std::unique_ptr<TensorSource> open_torch(const fs::path& file) {
  return std::make_unique<StoredTensors>(ByteFile(file), list_torch_tensors);
}

}  // namespace

bool is_model(const fs::path& path) { return find_archive(path) || find_config(path); }

ModelConfig read_model_config(const fs::path& model) {
  const auto archive = find_archive(model);
  if (!archive) return ModelConfig(config_file(model));
  const ByteFile config = unpack_member(ByteFile(*archive), archive_config);
  return ModelConfig::from_text(config.text({0, config.size()}), config.path());
}

std::unique_ptr<TensorSource> open_weights(const fs::path& model) {
  if (const auto archive = find_archive(model))
    return std::make_unique<StoredTensors>(unpack_member(ByteFile(*archive), archive_weights), list_torch_tensors);
  const fs::path file = weights_file(model);
  if (file.extension() == ".hdf5") return open_elmo_weights(file);
  const OpenTensors open = file.filename().string().starts_with("model.safetensors") ? open_safetensors : open_torch;
  if (is_index(file)) return std::make_unique<ShardedTensors>(file, open);
  return open(file);
}

std::vector<fs::path> model_files(const fs::path& model) {
  if (const auto archive = find_archive(model)) return {*archive};
  std::vector<fs::path> files = {config_file(model), weights_file(model)};
  if (!is_index(files[1])) return files;
  const std::vector<fs::path> shards = shard_files(files[1]);
  files.insert(files.end(), shards.begin(), shards.end());
  return files;
}

}  // namespace neurank::checkpoint
