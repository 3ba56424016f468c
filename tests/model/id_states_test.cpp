#include "model/id_states.hpp"

#include <gtest/gtest.h>

#include "base/files.hpp"
#include "checkpoint/safetensors.hpp"
#include "support/expect_mentions.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::model {
namespace {

const std::filesystem::path bert = std::filesystem::path(NEURANK_TEST_DATA) / "bert";

class IdStates : public testing::Test {
 protected:
  IdStates() : model_(load_language_model({.name = "", .path = bert, .family = ""}, Device::cpu)) {}

  /// The message with which an input is refused; nothing may have been written.
  std::string refusal(const std::string& json) {
    write_file(folder_ / "ids.json", json);
    const std::string message =
        test::refusal([&] { write_id_states(*model_, folder_ / "ids.json", folder_ / "out.safetensors"); });
    EXPECT_TRUE(message.starts_with((folder_ / "ids.json").string())) << message;
    EXPECT_FALSE(std::filesystem::exists(folder_ / "out.safetensors"));
    return message;
  }

  std::string refusal_of_sequence(const std::string& items) { return refusal("{\"sequences\": [" + items + "]}"); }

  std::unique_ptr<LanguageModel> model_;
  test::ScratchFolder folder_;
};

TEST_F(IdStates, written_file_equals_the_reference) {
  write_id_states(*model_, bert / "inputs.json", folder_ / "out.safetensors");
  const checkpoint::SafetensorsFile written(folder_ / "out.safetensors"), expected(bert / "expected.safetensors");
  EXPECT_EQ(written.names().size(), 16u);  // 4 sequences of 4 layers
  for (const std::string& name : written.names()) {
    ASSERT_NE(expected.find(name), nullptr) << name;
    ASSERT_EQ(*written.find(name), *expected.find(name)) << name;
    std::vector<float> ours(static_cast<std::size_t>(checkpoint::num_elements(*written.find(name)))), theirs(ours);
    written.read(name, ours);
    expected.read(name, theirs);
    for (std::size_t i = 0; i < ours.size(); ++i) ASSERT_NEAR(ours[i], theirs[i], 5e-5) << name;
  }
}

TEST_F(IdStates, bad_input_is_refused_with_its_place) {
  EXPECT_MENTIONS(refusal("{\n\"sequences\" []}"), "ids.json:2: not valid JSON");
  EXPECT_MENTIONS(refusal("{}"), "key sequences is missing");
  EXPECT_MENTIONS(refusal_of_sequence(R"({"name": "a"})"), "sequences[0] has no name or no input_ids");
  EXPECT_MENTIONS(refusal_of_sequence(R"({"name": "a", "input_ids": []})"), "\"a\": input_ids is empty");
  EXPECT_MENTIONS(refusal_of_sequence(R"({"name": "a", "input_ids": 3})"), "\"a\": input_ids is not a list");
  EXPECT_MENTIONS(refusal_of_sequence(R"({"name": "a", "input_ids": [5, 211]})"),
                  "input_ids[1] is not a whole number "
                  "below 211");
  EXPECT_MENTIONS(refusal_of_sequence(R"({"name": "a", "input_ids": [-1]})"), "input_ids[0]");
  EXPECT_MENTIONS(refusal_of_sequence(R"({"name": "a", "input_ids": [1], "token_type_ids": [2]})"),
                  "token_type_ids[0] is not a whole number below 2");
  EXPECT_MENTIONS(refusal_of_sequence(R"({"name": "a", "input_ids": [1], "token_type_ids": [0, 1]})"),
                  "2 token_type_ids for 1 input_ids");
  EXPECT_MENTIONS(refusal_of_sequence(R"({"name": "a", "input_ids": [1]}, {"name": "a", "input_ids": [2]})"),
                  "two sequences are named \"a\"");
  std::string ids = "1";
  for (int i = 1; i < 65; ++i) ids += ",1";
  EXPECT_MENTIONS(refusal_of_sequence("{\"name\": \"long\", \"input_ids\": [" + ids + "]}"),
                  "sequences[0] \"long\": 65 ids, but the model reads at most 64");
}

}  // namespace
}  // namespace neurank::model
