#include "checkpoint/model_files.hpp"

#include "checkpoint/containers.hpp"
#include "checkpoint/safetensors.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::checkpoint {
namespace {

namespace fs = std::filesystem;

/// A torch file with tensor "a" of one number.
std::string torch_file(float value) {
  const std::string data = test::bytes_of(std::int64_t{1}) + test::bytes_of(value);
  return test::legacy_file(test::saved_tensor({.shape = {1}, .elements = 1}), {"0"}, data);
}

/// The same as a tar archive without gzip, which is an archive too.
std::string tar_entry(const std::string& name, const std::string& content) {
  std::string header(512, '\0');
  char size[13];
  std::snprintf(size, sizeof size, "%011zo", content.size());
  header.replace(0, name.size(), name).replace(100, 7, "0000644").replace(124, 12, size, 12).replace(156, 1, "0");
  header.replace(257, 5, "ustar").replace(263, 2, "00").replace(148, 8, 8, ' ');
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  char checksum[8];
  std::snprintf(checksum, sizeof checksum, "%06o", sum);
  header.replace(148, 7, checksum, 7);
  return header + content + std::string((512 - content.size() % 512) % 512, '\0');
}

std::string tar_of(const std::string& config, float value) {
  return tar_entry("config.json", config) + tar_entry("weights.th", torch_file(value)) + std::string(1024, '\0');
}

class ModelFiles : public testing::Test {
 protected:
  void add(const std::string& name, const std::string& content = "{}") { write_file(folder_ / name, content); }
  void add_safetensors(const std::string& name, float value) {
    write_safetensors(folder_ / name, {{"a", {1}, {value}}});
  }

  /// The value of tensor "a", by which the tests tell the files apart.
  float value() { return value(folder_.path()); }
  float value(const fs::path& model) { return test::values_of(*open_weights(model), "a")[0]; }

  /// Names of the files that count as the model.
  std::vector<std::string> files() {
    std::vector<std::string> names;
    for (const fs::path& file : model_files(folder_.path())) names.push_back(file.lexically_relative(folder_.path()));
    return names;
  }

  std::string refusal() {
    return test::refusal([&] { model_files(folder_.path()); }, Cause::input);
  }

  test::ScratchFolder folder_;
};

using Names = std::vector<std::string>;

TEST_F(ModelFiles, weights_are_taken_in_order_of_preference) {
  add("config.json");
  add("weights.th", torch_file(5));
  EXPECT_EQ(value(), 5);
  EXPECT_EQ(files(), (Names{"config.json", "weights.th"}));
  add("pytorch_model.bin.index.json", R"({"weight_map": {"a": "pytorch_model-00001-of-00001.bin"}})");
  add("pytorch_model-00001-of-00001.bin", torch_file(4));
  EXPECT_EQ(value(), 4);
  EXPECT_EQ(files(), (Names{"config.json", "pytorch_model.bin.index.json", "pytorch_model-00001-of-00001.bin"}));
  add("pytorch_model.bin", torch_file(3));
  EXPECT_EQ(value(), 3);
  add("model.safetensors.index.json", R"({"weight_map": {"a": "shard.safetensors"}})");
  add_safetensors("shard.safetensors", 2);
  EXPECT_EQ(value(), 2);
  EXPECT_EQ(files(), (Names{"config.json", "model.safetensors.index.json", "shard.safetensors"}));
  add_safetensors("model.safetensors", 1);
  EXPECT_EQ(value(), 1);
  EXPECT_EQ(files(), (Names{"config.json", "model.safetensors"}));
}

TEST_F(ModelFiles, archive_is_a_model_by_itself_and_in_a_folder_without_config) {
  add("model.tar.gz", tar_of(R"({"n": 3})", 7));
  for (const fs::path& model : {folder_.path(), folder_ / "model.tar.gz"}) {
    EXPECT_TRUE(is_model(model));
    EXPECT_EQ(read_model_config(model).count("n"), 3);
    EXPECT_EQ(value(model), 7);
    EXPECT_EQ(model_files(model), std::vector<fs::path>{folder_ / "model.tar.gz"});
  }
  add("config.json", R"({"n": 4})");
  add("weights.th", torch_file(8));
  EXPECT_EQ(read_model_config(folder_.path()).count("n"), 4) << "what lies unpacked counts";
  EXPECT_EQ(value(), 8);
}

TEST_F(ModelFiles, errors_in_an_archive_name_archive_and_member) {
  add("model.tar.gz", tar_of("{\n\"n\": }", 7));
  EXPECT_NE(test::refusal([&] { read_model_config(folder_.path()); }, Cause::input)
                .find("/model.tar.gz/config.json:2: not valid JSON"),
            std::string::npos);
  add("model.tar.gz", tar_of(R"({"n": -1})", 7));
  const ModelConfig config = read_model_config(folder_.path());
  EXPECT_NE(test::refusal([&] { config.count("n"); }, Cause::input).find("/model.tar.gz/config.json: n is -1"),
            std::string::npos);
  add("model.tar.gz", tar_entry("config.json", "{}") + tar_entry("weights.th", "junk") + std::string(1024, '\0'));
  EXPECT_NE(test::refusal([&] { open_weights(folder_.path()); }, Cause::input)
                .find("/model.tar.gz/weights.th: not a usable torch file"),
            std::string::npos);
}

TEST_F(ModelFiles, options_of_elmo_go_with_the_one_hdf5_file) {
  add("elmo_2x4096_options.json", R"({"n": 5})");
  EXPECT_EQ(read_model_config(folder_.path()).count("n"), 5);
  EXPECT_NE(refusal().find("no weights, expected a .hdf5 file"), std::string::npos);
  add("elmo_2x4096_weights.hdf5");
  EXPECT_EQ(files(), (Names{"elmo_2x4096_options.json", "elmo_2x4096_weights.hdf5"}));
  add("options.json");
  EXPECT_EQ(files(), (Names{"options.json", "elmo_2x4096_weights.hdf5"}));
  add("other.hdf5");
  EXPECT_NE(refusal().find("more than one .hdf5 file"), std::string::npos);
}

TEST_F(ModelFiles, what_lacks_is_said) {
  EXPECT_FALSE(is_model(folder_.path()));
  EXPECT_NE(refusal().find(": no config.json;"), std::string::npos);
  add("config.json");
  EXPECT_TRUE(is_model(folder_.path()));
  const std::string message = refusal();
  for (const char* name : {"no weights", "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin",
                           "pytorch_model.bin.index.json", "weights.th"})
    EXPECT_NE(message.find(name), std::string::npos) << message;
  EXPECT_FALSE(is_model(folder_ / "config.json"));
  EXPECT_NE(test::refusal([&] { read_model_config(folder_ / "config.json"); }, Cause::input)
                .find("config.json: not a folder;"),
            std::string::npos);
  EXPECT_NE(test::refusal([&] { read_model_config(folder_ / "none"); }, Cause::input).find("none: no such folder;"),
            std::string::npos);
}

TEST_F(ModelFiles, missing_shard_is_found_when_files_are_listed) {
  add("config.json");
  add("model.safetensors.index.json", R"({"weight_map": {"a": "shard.safetensors"}})");
  EXPECT_NE(refusal().find("shard.safetensors: no such file"), std::string::npos);
}

}  // namespace
}  // namespace neurank::checkpoint
