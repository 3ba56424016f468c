#include <gtest/gtest.h>
#include <sys/mount.h>

#include <functional>

#include "base/files.hpp"
#include "store/disk_speed.hpp"
#include "store/result_file.hpp"
#include "store/sample_file.hpp"
#include "support/expect_mentions.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::store {
namespace {

/// Tests on a disk of 8 MiB in memory; mounting it needs root.
class FullDisk : public testing::Test {
 protected:
  void SetUp() override {
    mounted_ = mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, "size=8m") == 0;
    if (!mounted_) GTEST_SKIP() << "cannot mount a small disk (needs root)";
  }
  void TearDown() override {
    if (!mounted_) return;
    EXPECT_EQ(umount(folder_.path().c_str()), 0);
  }

  /// Expects an Error about a full disk and nothing left on it.
  void expect_full(const std::function<void()>& work) const {
    EXPECT_MENTIONS(test::refusal(work), "free some space or choose another output folder");
    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
  }

  /// A file whose activations take so many bytes.
  static test::SampleFile sample_of(Index bytes) {
    test::SampleFile sample;
    sample.width = 200;
    sample.words = bytes / (sample.neurons() * 2);
    sample.testing.end = sample.words;
    return sample;
  }

  test::ScratchFolder folder_;

 private:
  bool mounted_ = false;
};

TEST_F(FullDisk, activations_that_do_not_fit) {
  expect_full([&] { sample_of(20 << 20).create(folder_ / "a.h5"); });
}

TEST_F(FullDisk, activations_that_fit_but_not_with_words_and_statistics) {
  expect_full([&] { sample_of((8 << 20) - 8192).create(folder_ / "a.h5"); });
}

TEST_F(FullDisk, words_that_do_not_fit) {
  test::SampleFile sample;
  ActivationContent content = sample.content();
  content.words[3] = std::string(20 << 20, 'x');
  expect_full([&] { create_activation_file(folder_ / "a.h5", sample.header(), content, sample.shards()); });
}

TEST_F(FullDisk, a_created_file_can_be_filled_whatever_else_is_written) {
  const test::SampleFile sample = sample_of(2 << 20);
  sample.create(folder_ / "a.h5");
  std::uint64_t left = free_bytes(folder_.path());
  write_file(folder_ / "other", std::string(left, 'x'));
  ASSERT_EQ(free_bytes(folder_.path()), 0u);
  {
    ActivationWriter writer(folder_ / "a.h5", {});
    for (Index shard = 0; shard < sample.num_shards(); ++shard) sample.write_shard(writer, shard);
  }
  complete_activation_file(folder_ / "a.h5");
  EXPECT_EQ(sample.first_wrong_row(ActivationReader(folder_ / "a.h5"), {0, sample.words}), -1);
}

TEST_F(FullDisk, results_that_do_not_fit) {
  ResultSet results;
  results.arrays["weights"] = {{5 << 20}, std::vector<float>(5 << 20, 1.0f)};
  expect_full([&] { write_results(folder_ / "r.h5", results); });
  results.arrays["weights"] = {{1}, {1.0f}};
  write_results(folder_ / "r.h5", results);  // HDF5 still works after the failure
  EXPECT_EQ(read_results(folder_ / "r.h5").arrays.at("weights").values.front(), 1.0f);
}

TEST_F(FullDisk, measuring_its_speed) {
  expect_full([&] { measure_disk_speed(folder_.path(), 20 << 20); });
  EXPECT_GT(measure_disk_speed(folder_.path(), 4 << 20).read_bytes_per_second, 0);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

}  // namespace
}  // namespace neurank::store
