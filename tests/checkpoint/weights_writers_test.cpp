#include "checkpoint/torch_file_writer.hpp"

#include "checkpoint/containers.hpp"
#include "checkpoint/elmo_weights.hpp"
#include "checkpoint/elmo_weights_writer.hpp"
#include "checkpoint/torch_file.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::checkpoint {
namespace {

const std::vector<float> six = {1, -2, 0.5, 4, 5, 6}, one = {7};

/// What each writer of weights has to keep.
const std::vector<TensorToWrite> tensors = {
    {"a/b.weight", {2, 3}, six}, {"a/c", {1, 6}, six}, {"single", {1}, one}, {"number", {}, one}};

void expect_all(const TensorSource& source, bool is_dotted) {
  EXPECT_EQ(source.names().size(), tensors.size());
  for (const TensorToWrite& tensor : tensors) {
    std::string name = tensor.name;
    if (is_dotted) std::replace(name.begin(), name.end(), '/', '.');
    ASSERT_NE(source.find(name), nullptr) << name;
    EXPECT_EQ(*source.find(name), tensor.shape) << name;
    EXPECT_EQ(test::values_of(source, name), std::vector<float>(tensor.values.begin(), tensor.values.end())) << name;
  }
}

TEST(WrittenTorchFile, is_read_as_it_was_written) {
  const test::ScratchFolder folder;
  write_torch_file(folder / "weights.th", tensors);
  expect_all(StoredTensors(ByteFile(folder / "weights.th"), list_torch_tensors), false);
}

TEST(WrittenElmoWeights, are_read_as_they_were_written) {
  const test::ScratchFolder folder;
  write_elmo_weights(folder / "w.hdf5", tensors);
  expect_all(*open_elmo_weights(folder / "w.hdf5"), true);
}

TEST(WrittenElmoWeights, of_equal_numbers_are_equal_bytes) {
  const test::ScratchFolder folder;
  write_elmo_weights(folder / "1.hdf5", tensors);
  write_elmo_weights(folder / "2.hdf5", tensors);
  EXPECT_EQ(read_file(folder / "1.hdf5"), read_file(folder / "2.hdf5"));
}

TEST(WrittenWeights, need_a_folder) {
  const test::ScratchFolder folder;
  EXPECT_NE(test::refusal([&] { write_torch_file(folder / "none/w.th", tensors); }, Cause::input), "");
  EXPECT_NE(test::refusal([&] { write_elmo_weights(folder / "none/w.hdf5", tensors); }, Cause::input), "");
}

}  // namespace
}  // namespace neurank::checkpoint
