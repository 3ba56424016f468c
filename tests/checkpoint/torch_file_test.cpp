#include "checkpoint/torch_file.hpp"

#include <cstring>

#include "checkpoint/containers.hpp"
#include "checkpoint/json.hpp"
#include "checkpoint/safetensors.hpp"
#include "support/refusal.hpp"

namespace neurank::checkpoint {
namespace {

using test::legacy_file;
using test::saved_tensor;
using test::values_of;
using test::View;

const std::filesystem::path test_data = NEURANK_TEST_DATA;

StoredTensors open(const std::filesystem::path& file) { return {ByteFile(file), list_torch_tensors}; }
StoredTensors open(const std::string& content) { return {test::file_of(content), list_torch_tensors}; }

std::string refusal(const std::string& content) {
  return test::refusal([&] { open(content); }, Cause::input);
}

void expect_same_bits(const std::vector<float>& a, const std::vector<float>& b, const std::string& name) {
  ASSERT_EQ(a.size(), b.size()) << name;
  EXPECT_TRUE(a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0) << name;
}

/// float32 numbers as a file holds them.
std::string raw(const std::vector<float>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

std::string legacy_data(const std::vector<float>& values) {
  return test::bytes_of(static_cast<std::int64_t>(values.size())) + raw(values);
}

/// A file of either format whose tensor "a" is a view of {1, 2, ...}; the storage says the truth about its size.
std::string legacy_with(View view) {
  std::vector<float> values;
  while (static_cast<std::int64_t>(values.size()) < view.elements)
    values.push_back(1.f + static_cast<float>(values.size()));
  return legacy_file(saved_tensor(view), {view.key}, legacy_data(values));
}

TEST(TorchFile, types_that_are_not_computed_with_are_listed_and_refused_by_name_where_they_are_read) {
  const auto of_type = [](const std::string& type, std::int64_t bytes) {
    const std::string storage = "(" + test::text("storage") + test::global("torch.storage", "UntypedStorage") +
                                test::text("0") + test::text("cpu") + test::integer(bytes) + "tQ";
    const std::string tensor = test::global("torch._utils", "_rebuild_tensor_v3") + "(" + storage + test::integer(1) +
                               test::tuple({2}) + test::tuple({1}) + "\x89" +
                               test::global("collections", "OrderedDict") + ")R" + test::global("torch", type) + "tR";
    return legacy_file(test::pickle("}" + test::text("a") + tensor + "s"), {"0"},
                       test::bytes_of(bytes) + std::string(static_cast<std::size_t>(bytes), 'x'));
  };
  for (const auto& [type, name, bytes] :
       {std::tuple{"uint16", "U16", 6}, {"float8_e4m3fn", "F8_E4M3", 3}, {"uint64", "U64", 24}}) {
    const StoredTensors tensors = open(of_type(type, bytes));
    EXPECT_EQ(tensors.tensors().at("a").type, name);
    std::vector<float> values(2);
    EXPECT_NE(
        test::refusal([&] { tensors.read("a", values); }, Cause::input).find("tensor a holds " + std::string(name)),
        std::string::npos);
    EXPECT_NE(refusal(of_type(type, bytes - bytes / 3)).find("reaches beyond the 2 numbers stored"), std::string::npos)
        << type;
  }
}

class EdgeFile : public testing::TestWithParam<const char*> {
 protected:
  std::filesystem::path file(const std::string& name) const {
    return test::edge_data / (name + "." + GetParam() + ".bin");
  }
};

TEST_P(EdgeFile, every_tensor_has_its_values_shape_and_type) {
  const std::map<std::string, std::string> types = {
      {"float32", "F32"}, {"float64", "F64"}, {"float16", "F16"}, {"bfloat16", "BF16"}, {"int64", "I64"},
      {"int32", "I32"},   {"int16", "I16"},   {"int8", "I8"},     {"uint8", "U8"},      {"bool", "BOOL"}};
  const StoredTensors tensors = open(file("edge"));
  const SafetensorsFile values(test::edge_data / "expected.safetensors");
  const Json expected = read_json_object(test::edge_data / "expected.json");
  EXPECT_EQ(tensors.names().size(), expected.size());
  int read = 0;
  for (const auto& [name, facts] : expected.items()) {
    ASSERT_NE(tensors.find(name), nullptr) << name;
    EXPECT_EQ(*tensors.find(name), facts["shape"].get<Shape>()) << name;
    EXPECT_EQ(tensors.tensors().at(name).type, types.at(facts["dtype"])) << name;
    if (facts["dtype"].get<std::string>().find("float") == std::string::npos) continue;
    expect_same_bits(values_of(tensors, name), values_of(values, name), name);
    ++read;
  }
  EXPECT_GE(read, 15);
}

TEST_P(EdgeFile, integers_are_listed_but_not_read_as_numbers) {
  const StoredTensors tensors = open(file("edge"));
  std::vector<float> values(12);
  EXPECT_NE(test::refusal([&] { tensors.read("i64", values); }, Cause::input).find("tensor i64 holds I64"),
            std::string::npos);
}

TEST_P(EdgeFile, tensors_under_state_dict_are_found) {
  const StoredTensors nested = open(file("nested")), flat = open(file("edge"));
  EXPECT_EQ(nested.names(), (std::vector<std::string>{"f32", "i64", "scalar"}));
  expect_same_bits(values_of(nested, "f32"), values_of(flat, "f32"), "f32");
  expect_same_bits(values_of(nested, "scalar"), values_of(flat, "scalar"), "scalar");
}

TEST_P(EdgeFile, tensors_saved_from_a_gpu_are_read) {
  const StoredTensors tensors = open(file("cuda"));
  ASSERT_EQ(tensors.names().size(), 1u);
  const std::string name = tensors.names()[0];
  expect_same_bits(values_of(tensors, name), values_of(open(file("edge")), "f32"), name);
}

TEST_P(EdgeFile, every_truncation_is_refused) {
  EXPECT_NE(test::refusal([&] { open(file("bad_truncated")); }, Cause::input), "");
  for (const std::string name : {"edge", "nested", "cuda"}) {
    const std::string good = read_file(file(name));
    for (std::size_t length = 0; length < good.size(); ++length)
      EXPECT_NE(refusal(good.substr(0, length)), "") << name << " cut to " << length;
  }
}

TEST_P(EdgeFile, flipped_bits_are_refused_or_read) {
  const std::string good = read_file(file("edge"));
  int refused = 0;
  for (std::size_t bit = 0; bit < 8 * good.size(); bit += 11) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    refused += test::is_refused([&] { open(bad); }, Cause::input);
  }
  EXPECT_GT(refused, 300);
}

INSTANTIATE_TEST_SUITE_P(TorchFile, EdgeFile, testing::Values("zip", "legacy"));

TEST(TorchFile, published_layouts_hold_the_same_tensors_as_safetensors) {
  const SafetensorsFile expected(test_data / "bert" / "model.safetensors");
  for (const char* name : {"pytorch_model.bin", "pytorch_model.legacy.bin"}) {
    const StoredTensors tensors = open(test_data / "bert" / name);
    ASSERT_EQ(tensors.names(), expected.names()) << name;
    for (const std::string& tensor : expected.names()) {
      EXPECT_EQ(*tensors.find(tensor), *expected.find(tensor)) << tensor;
      expect_same_bits(values_of(tensors, tensor), values_of(expected, tensor), tensor);
    }
  }
}

TEST(TorchFile, views_are_gathered) {
  const auto view = [](const Shape& shape, const Shape& strides, std::int64_t offset) {
    return values_of(open(legacy_with({shape, strides, offset, 6})), "a");
  };
  using Values = std::vector<float>;
  EXPECT_EQ(view({6}, {1}, 0), (Values{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(view({3, 2}, {1, 3}, 0), (Values{1, 4, 2, 5, 3, 6}));
  EXPECT_EQ(view({2, 2}, {2, 1}, 2), (Values{3, 4, 5, 6}));
  EXPECT_EQ(view({2, 3}, {0, 2}, 1), (Values{2, 4, 6, 2, 4, 6}));
  EXPECT_EQ(view({1, 2, 1}, {99, 5, INT64_MAX}, 0), (Values{1, 6})) << "strides of single entries do not matter";
  EXPECT_EQ(view({2, 0, 7}, {1, 1, 1}, 0), Values{});
  EXPECT_EQ(view({}, {}, 5), Values{6});
}

TEST(TorchFile, views_beyond_their_storage_are_refused) {
  struct Case {
    Shape shape, strides;
    std::int64_t offset;
    const char* message;
  };
  const std::int64_t huge = std::int64_t{1} << 62;
  const Case cases[] = {
      {{7}, {1}, 0, "reaches beyond the 6 numbers"},
      {{6}, {1}, 1, "reaches beyond the 6 numbers"},
      {{3}, {3}, 0, "reaches beyond the 6 numbers"},
      {{}, {}, 6, "reaches beyond the 6 numbers"},
      {{2}, {huge}, 0, "reaches beyond the 6 numbers"},
      {{4, 4}, {huge, huge}, 0, "reaches beyond the 6 numbers"},
      {{1, 6}, {1, 1}, INT64_MAX, "reaches beyond the 6 numbers"},
      {{huge, 4}, {1, 1}, 0, "is too large"},
      {{huge, 4, 0}, {1, 1, 1}, 0, "is too large"},
      {{huge}, {0}, 0, "repeats the 6 numbers"},
      {{1 << 20, 2}, {0, 1}, 0, "repeats the 6 numbers"},
      {{6}, {}, 0, "more or fewer strides"},
      {{-6}, {1}, 0, "not a short tuple"},
      {{6}, {-1}, 5, "not a short tuple"},
      {{6}, {1}, -1, "storage offset"},
      {Shape(9, 1), Shape(9, 1), 0, "not a short tuple"},
  };
  for (const Case& bad : cases) {
    const std::string message = refusal(legacy_with({bad.shape, bad.strides, bad.offset, 6}));
    EXPECT_NE(message.find(bad.message), std::string::npos) << message << " for " << to_text(bad.shape);
  }
}

TEST(TorchFile, storages_that_lie_about_their_size_are_refused) {
  const std::string data = legacy_data({1, 2, 3, 4});
  EXPECT_NO_THROW(open(legacy_file(saved_tensor({}), {"0"}, data)));
  EXPECT_NE(refusal(legacy_file(saved_tensor({.elements = 5}), {"0"}, data)).find("16 bytes, not 5 numbers"),
            std::string::npos);
  EXPECT_NE(refusal(legacy_file(saved_tensor({.elements = -4}), {"0"}, data)).find("does not describe a storage"),
            std::string::npos);
  EXPECT_NE(refusal(legacy_file(saved_tensor({.storage = "DoubleStorage"}), {"0"}, data)), "");
  for (const std::int64_t count : {std::int64_t{5}, std::int64_t{-1}, INT64_MAX, INT64_MAX / 4})
    EXPECT_NE(refusal(legacy_file(saved_tensor({}), {"0"}, test::bytes_of(count) + raw({1, 2, 3, 4}))), "") << count;
}

TEST(TorchFile, listed_storages_must_be_those_of_the_tensors) {
  const std::string data = legacy_data({1, 2, 3, 4});
  EXPECT_NE(refusal(legacy_file(saved_tensor({}), {}, data)).find("storage \"0\" is missing"), std::string::npos);
  EXPECT_NE(refusal(legacy_file(saved_tensor({}), {"1"}, data)).find("that no tensor has"), std::string::npos);
  EXPECT_NE(refusal(legacy_file(saved_tensor({}), {"0", "0"}, data + data)).find("listed twice"), std::string::npos);
  const std::string two = test::pickle("}" + test::text("a") + test::tensor({}) + "s" + test::text("b") +
                                       test::tensor({.shape = {2}, .elements = 2, .storage = "DoubleStorage"}) + "s");
  EXPECT_NE(refusal(legacy_file(two, {"0"}, data)).find("has two types"), std::string::npos);
}

TEST(TorchFile, files_of_another_kind_are_refused) {
  EXPECT_NE(refusal(""), "");
  EXPECT_NE(refusal("not a pickle"), "");
  EXPECT_NE(refusal(test::pickle(test::integer(1))).find("not what torch.save writes"), std::string::npos);
  const std::string data = legacy_data({1, 2, 3, 4}), big = "}" + test::text("little_endian") + "\x89s";
  EXPECT_NE(refusal(legacy_file(saved_tensor({}), {"0"}, data, big)).find("not little endian"), std::string::npos);
  EXPECT_NE(refusal(legacy_file(saved_tensor({}), {"0"}, data, "}")).find("not little endian"), std::string::npos);
  EXPECT_NE(refusal(legacy_file(test::pickle("]"), {}, "")).find("no dict of tensors"), std::string::npos);
  EXPECT_NE(refusal(legacy_file(test::pickle("}"), {}, "")).find("holds no tensors"), std::string::npos);
}

/// A zip file with one tensor; further parts follow.
std::string zip_with(std::vector<test::ZipPart> more, const std::string& folder = "archive/") {
  std::vector<test::ZipPart> parts = {{folder + "data.pkl", saved_tensor({})}, {folder + "data/0", raw({1, 2, 3, 4})}};
  parts.insert(parts.end(), more.begin(), more.end());
  return test::zip_file(parts);
}

TEST(TorchFile, unknown_zip_entries_are_passed_over) {
  for (const char* folder : {"archive/", "pytorch_model/", "a/b/", ""}) {
    const StoredTensors tensors =
        open(zip_with({{"archive/.data/serialization_id", "7"}, {"archive/version", "3\n"}}, folder));
    EXPECT_EQ(values_of(tensors, "a"), (std::vector<float>{1, 2, 3, 4})) << folder;
  }
}

TEST(TorchFile, zip_with_big_endian_numbers_is_refused) {
  EXPECT_NO_THROW(open(zip_with({{"archive/byteorder", "little"}})));
  EXPECT_NE(refusal(zip_with({{"archive/byteorder", "big"}})).find("not little endian"), std::string::npos);
}

TEST(TorchFile, zip_without_its_parts_is_refused) {
  const test::ZipPart pickle = {"x/data.pkl", saved_tensor({})}, data = {"x/data/0", raw({1, 2, 3, 4})};
  EXPECT_NE(refusal(test::zip_file({data})).find("0 of its entries are called data.pkl"), std::string::npos);
  EXPECT_NE(refusal(zip_with({pickle})).find("2 of its entries are called data.pkl"), std::string::npos);
  EXPECT_NE(refusal(test::zip_file({pickle})).find("\"x/data/0\" is missing"), std::string::npos);
  for (const std::uint32_t claimed : {0u, 15u, 17u, 1u << 20, 0xfffffffeu, 0xffffffffu})
    EXPECT_NE(refusal(test::zip_file({pickle, {data.name, data.content, claimed}})), "") << claimed;
  EXPECT_NE(refusal(test::zip_file({pickle, {data.name, data.content, 16, 8}})).find("is compressed"),
            std::string::npos);
  EXPECT_NE(refusal(test::zip_file({pickle, {data.name, data.content, 16, 0, 1}})).find("encrypted"),
            std::string::npos);
}

}  // namespace
}  // namespace neurank::checkpoint
