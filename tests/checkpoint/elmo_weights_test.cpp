#include "checkpoint/elmo_weights.hpp"

#include <gtest/gtest.h>
#include <hdf5.h>

#include <fstream>
#include <functional>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/expect_mentions.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::checkpoint {
namespace {

namespace fs = std::filesystem;

const fs::path published = fs::path(NEURANK_TEST_DATA) / "elmo/lm_weights.hdf5";

/// How a dataset is made.
struct Making {
  std::string path = "a/b";
  hid_t type = H5T_IEEE_F32LE;
  std::vector<hsize_t> shape = {2, 3};
  std::function<void(hid_t settings)> change = [](hid_t) {};
  std::vector<double> values = {1, -2, 0.5, 4, 5, 6};
  hid_t space = H5I_INVALID_HID;  ///< instead of the shape
};

void add_dataset(hid_t file, const Making& making) {
  const hid_t links = H5Pcreate(H5P_LINK_CREATE), settings = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_create_intermediate_group(links, 1);
  making.change(settings);
  const hid_t space = making.space >= 0
                          ? making.space
                          : H5Screate_simple(static_cast<int>(making.shape.size()), making.shape.data(), nullptr);
  const hid_t dataset = H5Dcreate2(file, making.path.c_str(), making.type, space, links, settings, H5P_DEFAULT);
  ASSERT_GE(dataset, 0);
  if (!making.values.empty()) {
    ASSERT_GE(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, making.values.data()), 0);
  }
  H5Dclose(dataset);
  H5Sclose(space);
  H5Pclose(settings);
  H5Pclose(links);
}

class ElmoWeights : public testing::Test {
 protected:
  void write(const std::vector<Making>& makings) {
    const hid_t file = H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    for (const Making& making : makings) add_dataset(file, making);
    H5Fclose(file);
  }

  std::vector<float> values(const std::string& name) {
    const auto weights = open_elmo_weights(path_);
    std::vector<float> numbers(static_cast<std::size_t>(num_elements(*weights->find(name))));
    weights->read(name, numbers);
    return numbers;
  }

  /// What is said against the file, without its name, or "" when it is read; HDF5 itself prints nothing.
  std::string complaint(const std::function<void()>& work) {
    testing::internal::CaptureStderr();
    const auto error = test::error_of(work);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
    if (!error) return "";
    EXPECT_EQ(error->cause(), Cause::input);
    const std::string message = error->what(), start = path_.string() + ": ";
    EXPECT_TRUE(message.starts_with(start)) << message;
    return message.substr(std::min(message.size(), start.size()));
  }

  std::string refusal() {
    return complaint([&] { open_elmo_weights(path_); });
  }

  test::ScratchFolder folder_;
  const fs::path path_ = folder_ / "lm_weights.hdf5";
};

TEST_F(ElmoWeights, published_datasets_are_named_by_their_paths_with_dots) {
  const auto weights = open_elmo_weights(published);
  EXPECT_EQ(weights->names().size(), 35u);
  ASSERT_NE(weights->find("RNN_1.RNN.MultiRNNCell.Cell1.LSTMCell.W_P_0"), nullptr);
  EXPECT_EQ(*weights->find("RNN_1.RNN.MultiRNNCell.Cell1.LSTMCell.W_P_0"), (Shape{40, 24}));
  EXPECT_EQ(*weights->find("CNN.W_cnn_5"), (Shape{1, 7, 5, 16}));
  EXPECT_EQ(weights->find("CNN/W_cnn_5"), nullptr);
  EXPECT_EQ(weights->file(), published);
}

TEST_F(ElmoWeights, both_widths_and_byte_orders_are_read) {
  const std::vector<float> expected = {1, -2, 0.5, 4, 5, 6};
  for (const hid_t type : {H5T_IEEE_F32LE, H5T_IEEE_F32BE, H5T_IEEE_F64LE, H5T_IEEE_F64BE}) {
    write({{.type = type}});
    EXPECT_EQ(values("a.b"), expected);
  }
  write({{.change = [](hid_t settings) { H5Pset_layout(settings, H5D_COMPACT); }}});
  EXPECT_EQ(values("a.b"), expected);
}

TEST_F(ElmoWeights, single_numbers_and_empty_datasets_are_read) {
  write({{.path = "one", .shape = {}, .values = {7}}, {.path = "none", .shape = {0, 3}, .values = {}}});
  EXPECT_EQ(values("one"), (std::vector<float>{7}));
  EXPECT_EQ(values("none"), (std::vector<float>{}));
}

TEST_F(ElmoWeights, another_type_is_refused_when_it_is_read) {
  write({{.type = H5T_STD_I32LE}});
  EXPECT_EQ(complaint([&] { values("a.b"); }), "dataset a/b holds another type than float32 or float64");
}

TEST_F(ElmoWeights, missing_file_is_refused) {
  EXPECT_EQ(refusal(), "no such file");
  make_folder(path_);
  EXPECT_EQ(refusal(), "not a file");
}

TEST_F(ElmoWeights, what_is_not_hdf5_is_refused) {
  for (const std::string& content : {std::string(), std::string("not HDF5"), std::string(100000, '\0')}) {
    write_file(path_, content);
    EXPECT_EQ(refusal(), "not a whole HDF5 file; fetch the file again");
  }
}

TEST_F(ElmoWeights, a_cut_file_is_refused_wherever_it_ends) {
  const std::string whole = read_file(published);
  for (std::size_t bytes = 8; bytes < whole.size(); bytes += 4001) {
    std::ofstream(path_, std::ios::binary) << whole.substr(0, bytes);
    EXPECT_EQ(refusal(), "not a whole HDF5 file; fetch the file again") << bytes;
  }
}

TEST_F(ElmoWeights, damaged_files_are_read_or_refused_but_never_worse) {
  write({{}, {.path = "c"}});
  const std::string whole = read_file(path_);
  int refused = 0;
  // At the end of the program, HDF5 1.10 may say that such a file left something open: it is right, and harmless.
  for (std::size_t byte = 0; byte < whole.size(); byte += 11) {
    std::string damaged = whole;
    damaged[byte] = static_cast<char>(damaged[byte] ^ (1 << byte % 8));
    std::ofstream(path_, std::ios::binary) << damaged;
    const std::string message = complaint([&] {
      const auto weights = open_elmo_weights(path_);
      for (const std::string& name : weights->names()) values(name);
    });
    refused += !message.empty();
  }
  EXPECT_GT(refused, 20);
}

TEST_F(ElmoWeights, datasets_that_are_not_in_one_piece_are_refused) {
  write({{.change = [](hid_t settings) {
    const hsize_t chunk[] = {1, 3};
    H5Pset_chunk(settings, 2, chunk);
    H5Pset_deflate(settings, 1);
  }}});
  EXPECT_MENTIONS(refusal(), "dataset a/b is stored in chunks or in another file; store it whole");
  write_file(folder_ / "other", std::string(24, 'x'));
  const std::string other = folder_ / "other";
  write({{.change = [&](hid_t settings) { H5Pset_external(settings, other.c_str(), 0, 24); }, .values = {}}});
  EXPECT_MENTIONS(refusal(), "dataset a/b is stored in chunks or in another file");
}

TEST_F(ElmoWeights, datasets_without_their_bytes_are_refused) {
  const hsize_t huge = hsize_t{1} << 50;
  write({{.shape = {huge}, .values = {}}});
  EXPECT_MENTIONS(refusal(), "dataset a/b of shape [1125899906842624] has 0 bytes in the file");
  write({{.shape = {huge, huge}, .values = {}}});
  EXPECT_MENTIONS(refusal(), "dataset a/b of shape");
  write({{.values = {}, .space = H5Screate(H5S_NULL)}});
  EXPECT_MENTIONS(refusal(), "dataset a/b cannot be read");
}

TEST_F(ElmoWeights, links_are_not_followed) {
  write({{}});
  const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  H5Lcreate_external(published.c_str(), "char_embed", file, "outside", H5P_DEFAULT, H5P_DEFAULT);
  H5Lcreate_soft("/a", file, "a/round", H5P_DEFAULT, H5P_DEFAULT);
  H5Fclose(file);
  EXPECT_EQ(open_elmo_weights(path_)->names(), (std::vector<std::string>{"a.b"}));
}

TEST_F(ElmoWeights, two_datasets_of_one_name_are_refused) {
  write({{}, {.path = "a.b"}});
  EXPECT_EQ(refusal(), "two datasets are called a.b; rename one");
}

}  // namespace
}  // namespace neurank::checkpoint
