#include "checkpoint/model_config.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::checkpoint {
namespace {

class ModelConfigFile : public testing::Test {
 protected:
  ModelConfig config(const std::string& text) {
    write_file(folder_ / "config.json", text);
    return ModelConfig(folder_ / "config.json");
  }

  /// The message of the Error that an action throws, without the folder's name.
  std::string refusal(const std::function<void()>& action) const {
    const std::string text = test::refusal(action, Cause::input), start = folder_.path().string();
    return text.starts_with(start) ? text.substr(start.size()) : text;
  }

  test::ScratchFolder folder_;
};

TEST_F(ModelConfigFile, values_are_read_with_their_type) {
  const ModelConfig c =
      config(R"({"size": 12, "eps": 1e-12, "name": "gelu", "flag": true, "none": null, "below": -1})");
  EXPECT_EQ(c.count("size"), 12);
  EXPECT_EQ(c.positive_number("eps"), 1e-12);
  EXPECT_EQ(c.positive_number("size"), 12.0);
  EXPECT_EQ(c.text("name"), "gelu");
  EXPECT_TRUE(c.flag("flag"));
  EXPECT_TRUE(c.has("size"));
  EXPECT_FALSE(c.has("none"));
  EXPECT_EQ(c.count("none", 3), 3);
  EXPECT_EQ(c.whole_number("size"), 12);
  EXPECT_EQ(c.whole_number("below"), -1);
  EXPECT_EQ(c.text("absent", "default"), "default");
}

TEST_F(ModelConfigFile, missing_key_and_wrong_type_are_named) {
  const ModelConfig c =
      config(R"({"size": "12", "zero": 0, "huge": 99999999999, "real": 40.0, "eps": -1, "low": -10000001})");
  EXPECT_EQ(refusal([&] { c.count("absent"); }), "/config.json: key absent is missing");
  EXPECT_EQ(refusal([&] { c.count("size"); }),
            "/config.json: size is \"12\", expected a whole number from 1 to 10000000");
  for (const char* key : {"zero", "huge", "real"}) EXPECT_NE(refusal([&] { c.count(key); }), "") << key;
  EXPECT_EQ(refusal([&] { c.count("size", 3); }).substr(0, 22), "/config.json: size is ") << "no silent fallback";
  EXPECT_EQ(refusal([&] { c.positive_number("eps"); }), "/config.json: eps is -1, expected a number above 0");
  for (const char* key : {"huge", "real", "size", "low"}) EXPECT_NE(refusal([&] { c.whole_number(key); }), "") << key;
  EXPECT_EQ(c.whole_number("zero"), 0);
  EXPECT_EQ(refusal([&] { c.text("zero"); }), "/config.json: zero is 0, expected a text");
  EXPECT_EQ(refusal([&] { c.flag("zero"); }), "/config.json: zero is 0, expected true or false");
}

TEST_F(ModelConfigFile, sections_and_lists_of_pairs) {
  const ModelConfig c = config(R"({"cnn": {"filters": [[1, 32], [2, 64]], "bad": [[1]]}, "lstm": 3})");
  EXPECT_EQ(c.section("cnn").count_pairs("filters"), (std::vector<std::pair<Index, Index>>{{1, 32}, {2, 64}}));
  EXPECT_EQ(refusal([&] { c.section("cnn").count_pairs("bad"); }),
            "/config.json: cnn.bad is [[1]], expected a list of pairs of whole numbers >= 1");
  EXPECT_EQ(refusal([&] { c.section("cnn").count("dim"); }), "/config.json: key cnn.dim is missing");
  EXPECT_EQ(refusal([&] { c.section("lstm"); }), "/config.json: lstm is 3, expected an object");
}

TEST_F(ModelConfigFile, bad_json_is_named_with_its_line) {
  EXPECT_EQ(refusal([&] { config("{\n\"a\": 1,\n\"b\" 2}"); }), "/config.json:3: not valid JSON");
  EXPECT_EQ(refusal([&] { config("[1]"); }), "/config.json:1: not a JSON object");
  EXPECT_EQ(refusal([&] { config(""); }), "/config.json:1: not valid JSON");
}

TEST_F(ModelConfigFile, text_is_read_under_its_name) {
  EXPECT_EQ(ModelConfig::from_text(R"({"n": 2})", "model.tar.gz/config.json").count("n"), 2);
  EXPECT_EQ(refusal([] { ModelConfig::from_text("{\n", "model.tar.gz/config.json"); }),
            "model.tar.gz/config.json:2: not valid JSON");
}

}  // namespace
}  // namespace neurank::checkpoint
