#include "checkpoint/sharded_tensors.hpp"

#include "checkpoint/containers.hpp"
#include "checkpoint/safetensors.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::checkpoint {
namespace {

std::unique_ptr<TensorSource> open_shard(const std::filesystem::path& file) {
  return std::make_unique<SafetensorsFile>(file);
}

class ShardedTensorsOfFolder : public testing::Test {
 protected:
  ShardedTensorsOfFolder() {
    write_safetensors(folder_ / "1.safetensors", {{"a", {2}, {1, 2}}, {"unlisted", {1}, {0}}});
    write_safetensors(folder_ / "2.safetensors", {{"b", {1, 1}, {3}}});
  }

  std::filesystem::path index(const std::string& text) {
    write_file(folder_ / "model.index.json", text);
    return folder_ / "model.index.json";
  }
  std::string refusal(const std::string& text) {
    return test::refusal([&] { ShardedTensors(index(text), open_shard); }, Cause::input);
  }

  test::ScratchFolder folder_;
};

TEST_F(ShardedTensorsOfFolder, tensors_are_read_from_their_shards) {
  const auto file =
      index(R"({"metadata": {"total_size": 12}, "weight_map": {"b": "2.safetensors", "a": "1.safetensors"}})");
  const ShardedTensors tensors(file, open_shard);
  EXPECT_EQ(tensors.file(), file);
  EXPECT_EQ(tensors.names(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(*tensors.find("b"), (Shape{1, 1}));
  EXPECT_EQ(tensors.find("unlisted"), nullptr);
  EXPECT_EQ(test::values_of(tensors, "a"), (std::vector<float>{1, 2}));
  EXPECT_EQ(test::values_of(tensors, "b"), (std::vector<float>{3}));
  EXPECT_EQ(shard_files(file),
            (std::vector<std::filesystem::path>{folder_ / "1.safetensors", folder_ / "2.safetensors"}));
}

TEST_F(ShardedTensorsOfFolder, missing_shard_is_named_with_a_tensor_that_needs_it) {
  const std::string message = refusal(R"({"weight_map": {"a": "1.safetensors", "c": "3.safetensors"}})");
  EXPECT_NE(message.find("3.safetensors: no such file, although model.index.json places tensor \"c\" there"),
            std::string::npos)
      << message;
}

TEST_F(ShardedTensorsOfFolder, tensor_that_is_not_in_its_shard_is_named) {
  const std::string message = refusal(R"({"weight_map": {"a": "2.safetensors"}})");
  EXPECT_NE(message.find("2.safetensors: tensor \"a\" is missing, although model.index.json places it there"),
            std::string::npos)
      << message;
}

TEST_F(ShardedTensorsOfFolder, names_that_lead_out_of_the_folder_are_refused) {
  for (const char* name :
       {"../1.safetensors", "/etc/passwd", "sub/1.safetensors", "..", ".", "", "a\\b", "1.safetensors\\u0000"}) {
    const std::string message =
        refusal(std::string(R"({"weight_map": {"a": ")") + (name[0] == 'a' ? "a\\\\b" : name) + "\"}}");
    EXPECT_NE(message.find("expected the name of a file in the same folder"), std::string::npos) << name << message;
  }
}

TEST_F(ShardedTensorsOfFolder, what_is_no_index_is_refused) {
  for (const char* text : {"", "[]", "{}", R"({"weight_map": []})", R"({"weight_map": {}})",
                           R"({"weight_map": {"a": 1}})", R"({"weight_map": {"a": ["1.safetensors"]}})"})
    EXPECT_NE(refusal(text), "") << text;
}

TEST_F(ShardedTensorsOfFolder, bad_shard_is_refused) {
  write_file(folder_ / "2.safetensors", "broken");
  EXPECT_NE(
      refusal(R"({"weight_map": {"a": "1.safetensors", "b": "2.safetensors"}})").find("2.safetensors: not a usable"),
      std::string::npos);
}

}  // namespace
}  // namespace neurank::checkpoint
