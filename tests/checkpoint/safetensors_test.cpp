#include "checkpoint/safetensors.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/files.hpp"
#include "checkpoint/containers.hpp"
#include "support/expect_mentions.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::checkpoint {
namespace {

using test::values_of;
const std::filesystem::path& data = test::edge_data;

/// A file with this header and so many bytes of data, whatever the header says.
std::string file_content(const std::string& header, std::size_t data_bytes) {
  const std::uint64_t length = header.size();
  return std::string(reinterpret_cast<const char*>(&length), 8) + header + std::string(data_bytes, 'x');
}

void list(const std::string& content) { list_safetensors(test::file_of(content)); }

/// The message with which a file is refused.
std::string refusal(const std::string& content) {
  return test::refusal([&] { list(content); }, Cause::input);
}

TEST(Safetensors, edge_file_is_read_right) {
  const SafetensorsFile file(data / "edge.safetensors"), expected(data / "edge.safetensors.expected.safetensors");
  EXPECT_EQ(file.names(), expected.names());
  for (const std::string& name : expected.names()) EXPECT_EQ(*file.find(name), *expected.find(name)) << name;
  EXPECT_EQ(file.tensors().at("a_bf16").type, "BF16");
  for (const std::string name : {"a_bf16", "b_empty", "m_scalar", "y_f16", "z_f32"})
    EXPECT_EQ(values_of(file, name), values_of(expected, name)) << name;
  EXPECT_EQ(values_of(file, "m_scalar").size(), 1u);
  EXPECT_TRUE(values_of(file, "b_empty").empty());
  EXPECT_EQ(file.find("no_such"), nullptr);
}

TEST(Safetensors, half_types_and_double_convert_exactly) {
  // float16 1, -2, 2^-24 (subnormal), inf; bfloat16 1, -2; float64 0.5
  const std::string header =
      R"({"h":{"dtype":"F16","shape":[4],"data_offsets":[0,8]},"b":{"dtype":"BF16","shape":[2],"data_offsets":[8,12]},)"
      R"("d":{"dtype":"F64","shape":[1],"data_offsets":[12,20]}})";
  std::string content = file_content(header, 0);
  const std::uint16_t bits[] = {0x3c00, 0xc000, 0x0001, 0x7c00, 0x3f80, 0xc000};
  const double number = 0.5;
  content.append(reinterpret_cast<const char*>(bits), sizeof bits).append(reinterpret_cast<const char*>(&number), 8);
  const test::ScratchFolder folder;
  write_file(folder / "x.safetensors", content);
  const SafetensorsFile file(folder / "x.safetensors");
  EXPECT_EQ(values_of(file, "h"), (std::vector<float>{1, -2, 0x1p-24f, std::numeric_limits<float>::infinity()}));
  EXPECT_EQ(values_of(file, "b"), (std::vector<float>{1, -2}));
  EXPECT_EQ(values_of(file, "d"), (std::vector<float>{0.5}));
}

TEST(Safetensors, integers_are_listed_but_not_read_as_numbers) {
  const SafetensorsFile file(data / "edge.safetensors");
  std::vector<float> values(12);
  EXPECT_MENTIONS(test::refusal([&] { file.read("i64", values); }), "tensor i64 holds I64");
}

TEST(Safetensors, a_tensor_that_the_metadata_give_another_name_is_there_under_both) {
  const std::string header = R"({"__metadata__":{"format":"pt","wte.weight":"lm_head.weight","note":"lm_head"},)"
                             R"("lm_head.weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
  const TensorTable tensors = list_safetensors(test::file_of(file_content(header, 8)));
  ASSERT_EQ(tensors.size(), 2u) << "metadata that name no tensor are none";
  EXPECT_EQ(tensors.at("wte.weight").begin, tensors.at("lm_head.weight").begin);
  EXPECT_EQ(tensors.at("wte.weight").shape, Shape{2});
  EXPECT_NO_THROW(list(file_content(R"({"__metadata__":[1],"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}})", 4)));
}

TEST(Safetensors, every_type_of_the_format_is_listed_with_its_width) {
  const std::pair<const char*, int> types[] = {{"BOOL", 2},    {"U8", 2},   {"I8", 2},  {"F8_E4M3", 2}, {"F8_E5M2", 2},
                                               {"F8_E8M0", 2}, {"U16", 4},  {"I16", 4}, {"F16", 4},     {"BF16", 4},
                                               {"U32", 8},     {"I32", 8},  {"F32", 8}, {"U64", 16},    {"I64", 16},
                                               {"F64", 16},    {"C64", 16}, {"F4", 1}};
  for (const auto& [type, bytes] : types) {
    const std::string header = std::string(R"({"a":{"dtype":")") + type + R"(","shape":[2],"data_offsets":[0,)" +
                               std::to_string(bytes) + "]}}";
    EXPECT_NO_THROW(list(file_content(header, static_cast<std::size_t>(bytes)))) << type;
  }
  EXPECT_NO_THROW(list(file_content(R"({"a":{"dtype":"F6_E2M3","shape":[2,2],"data_offsets":[0,3]}})", 3)));
  EXPECT_NE(refusal(file_content(R"({"a":{"dtype":"F4","shape":[3],"data_offsets":[0,1]}})", 1)), "");
}

TEST(Safetensors, empty_tensor_with_sizes_beyond_any_file_is_refused) {
  const std::string start = R"({"a":{"dtype":"F32","shape":)", end = R"(,"data_offsets":[0,0]}})";
  EXPECT_NO_THROW(list(file_content(start + "[0,4294967296]" + end, 0)));
  EXPECT_NE(refusal(file_content(start + "[4294967296,4294967296,0]" + end, 0)), "");
}

TEST(Safetensors, bad_files_are_refused) {
  for (const char* name : {"bad_header_length", "bad_offsets", "bad_truncated"})
    EXPECT_THROW(SafetensorsFile(data / (std::string(name) + ".safetensors")), Error) << name;
}

TEST(Safetensors, file_without_header_is_refused) {
  EXPECT_NE(refusal("").find("only 0 bytes"), std::string::npos);
  EXPECT_NE(refusal("1234567").find("only 7 bytes"), std::string::npos);
  EXPECT_NE(refusal(std::string(8, '\xff')).find("claims 18446744073709551615 bytes"), std::string::npos);
  EXPECT_NE(refusal(file_content("{}", 0).substr(0, 9)).find("claims 2 bytes"), std::string::npos);
  EXPECT_NO_THROW(list(file_content("{}  ", 0))) << "no tensors, padded with blanks";
}

TEST(Safetensors, header_that_is_no_json_object_is_refused) {
  for (const char* header : {"", "{", "not json", "[]", "3", "{\"a\":\xff}", "{\"a\":1e999}"})
    EXPECT_NE(refusal(file_content(header, 0)), "") << header;
  EXPECT_NE(refusal(file_content(std::string(100000, '['), 0)).find("nested"), std::string::npos);
  EXPECT_NE(refusal(file_content(R"({"a":)" + std::string(100000, '{'), 0)), "");
  const std::string entry = R"("a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
  EXPECT_NO_THROW(list(file_content("{" + entry + "}", 4)));
  EXPECT_NE(refusal(file_content("{" + entry + "," + entry + "}", 4)).find("comes twice"), std::string::npos);
}

TEST(Safetensors, entry_that_does_not_fit_the_file_is_refused) {
  struct Case {
    const char *entry, *message;
  };
  const Case cases[] = {
      {R"({"dtype":"F32","shape":[2],"data_offsets":[0,12]})", "do not lie in the 8 bytes"},
      {R"({"dtype":"F32","shape":[2],"data_offsets":[8,0]})", "do not lie in the 8 bytes"},
      {R"({"dtype":"F32","shape":[2],"data_offsets":[-8,0]})", "not two positions"},
      {R"({"dtype":"F32","shape":[2],"data_offsets":[0.0,8]})", "not two positions"},
      {R"({"dtype":"F32","shape":[2],"data_offsets":[0,8,8]})", "not two positions"},
      {R"({"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551615]})", "not two positions"},
      {R"({"dtype":"F32","shape":[3],"data_offsets":[0,8]})", "does not need the 8 bytes"},
      {R"({"dtype":"F32","shape":[-2],"data_offsets":[0,8]})", "not a list of sizes"},
      {R"({"dtype":"F32","shape":2,"data_offsets":[0,8]})", "not a list of sizes"},
      {R"({"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]})", "not a list of sizes"},
      {R"({"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]})", "does not need"},
      {R"({"dtype":"F32","shape":[4611686018427387906],"data_offsets":[0,8]})", "does not need"},
      {R"({"dtype":"F33","shape":[2],"data_offsets":[0,8]})", "unknown dtype \"F33\""},
      {R"({"dtype":7,"shape":[2],"data_offsets":[0,8]})", "lacks dtype"},
      {R"({"dtype":"F32","shape":[2]})", "lacks dtype, shape or data_offsets"},
      {R"("F32")", "lacks dtype"},
  };
  for (const Case& bad : cases) {
    const std::string message = refusal(file_content(std::string("{\"a\":") + bad.entry + "}", 8));
    EXPECT_NE(message.find(bad.message), std::string::npos) << bad.entry << " gave: " << message;
    EXPECT_NE(message.find("tensor \"a\": "), std::string::npos) << message;
  }
}

TEST(Safetensors, gaps_and_overlaps_are_refused) {
  const auto two = [](const std::string& first, const std::string& second) {
    const std::string start = R"({"dtype":"U8","shape":[4],"data_offsets":)";
    return "{\"a\":" + start + first + "},\"b\":" + start + second + "}}";
  };
  EXPECT_NO_THROW(list(file_content(two("[4,8]", "[0,4]"), 8)));
  EXPECT_NE(refusal(file_content(two("[0,4]", "[2,6]"), 6)).find("overlap at byte"), std::string::npos);
  EXPECT_NE(refusal(file_content(two("[0,4]", "[5,9]"), 9)).find("no tensor owns"), std::string::npos);
  EXPECT_NE(refusal(file_content(two("[0,4]", "[4,8]"), 9)).find("no tensor owns"), std::string::npos);
}

TEST(Safetensors, missing_file_and_folder_are_named) {
  EXPECT_THROW(SafetensorsFile("/nowhere/x.safetensors"), Error);
  EXPECT_THROW(SafetensorsFile("/tmp"), Error);
}

TEST(Safetensors, every_truncation_and_flipped_bit_is_refused_or_read) {
  const std::string good = read_file(data / "edge.safetensors");
  for (std::size_t length = 0; length < good.size(); ++length)
    EXPECT_NE(refusal(good.substr(0, length)), "") << length << " bytes";
  int refused = 0;
  for (std::size_t byte = 0; byte < 8 + 553; byte += 3) {  // the length and the header
    std::string bad = good;
    bad[byte] = static_cast<char>(bad[byte] ^ (1 << (byte % 8)));
    refused += test::is_refused([&] { list(bad); }, Cause::input);
  }
  EXPECT_GT(refused, 100);
}

TEST(Safetensors, what_is_written_is_read) {
  const test::ScratchFolder folder;
  const std::vector<NamedTensor> tensors = {
      {"s\"0\xc3\xa9/layer_1", {2, 3}, {1, 2, 3, 4, 5, 6.5f}}, {"a", {1}, {-0.0f}}, {"scalar", {}, {7}}};
  write_safetensors(folder / "x.safetensors", tensors);
  const SafetensorsFile file(folder / "x.safetensors");
  ASSERT_EQ(file.names().size(), 3u);
  for (const NamedTensor& tensor : tensors) {
    ASSERT_NE(file.find(tensor.name), nullptr) << tensor.name;
    EXPECT_EQ(*file.find(tensor.name), tensor.shape);
    EXPECT_EQ(values_of(file, tensor.name), tensor.values);
  }
  EXPECT_TRUE(std::signbit(values_of(file, "a")[0]));
  EXPECT_EQ(file.tensors().at(tensors[0].name).begin % 8, 0u);
}

}  // namespace
}  // namespace neurank::checkpoint
