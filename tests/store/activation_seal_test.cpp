#include "store/activation_seal.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "base/error.hpp"
#include "base/files.hpp"
#include "store/sample_file.hpp"
#include "support/expect_mentions.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::store {
namespace {

class SealedFile : public testing::Test {
 protected:
  SealedFile() {
    sample_.write_whole(path_);
    seal_activation_file(path_);
  }

  /// Other bytes at some place, and the time of the last change as it was.
  void overwrite(std::uintmax_t position) const {
    const auto time = std::filesystem::last_write_time(path_);
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(position));
    const char other = static_cast<char>(file.get() ^ 1);
    file.seekp(static_cast<std::streamoff>(position));
    file.put(other);
    file.close();
    std::filesystem::last_write_time(path_, time);
  }

  const test::ScratchFolder folder_;
  const std::filesystem::path path_ = folder_ / "x.h5";
  const test::SampleFile sample_;
};

TEST_F(SealedFile, is_whole_until_it_is_touched) {
  EXPECT_EQ(seal_file(path_), folder_ / "x.seal.json");
  EXPECT_EQ(look_at_seal(path_), Seal::whole);
  EXPECT_NO_THROW(expect_untouched(path_));
  std::filesystem::last_write_time(path_, std::filesystem::file_time_type::clock::now() + std::chrono::seconds(1));
  EXPECT_EQ(look_at_seal(path_), Seal::touched);
  EXPECT_MENTIONS(test::refusal([&] { expect_untouched(path_); }, Cause::input), "was replaced or written to");
  EXPECT_EQ(damage_of(path_), std::nullopt) << "its bytes are the same";
  seal_activation_file(path_);
  EXPECT_EQ(look_at_seal(path_), Seal::whole);
}

TEST_F(SealedFile, a_copy_and_a_shorter_one_are_touched) {
  std::filesystem::copy_file(path_, folder_ / "copy.h5");
  std::filesystem::rename(folder_ / "copy.h5", path_);
  EXPECT_EQ(look_at_seal(path_), Seal::touched);
  seal_activation_file(path_);
  std::filesystem::resize_file(path_, std::filesystem::file_size(path_) - 1);
  EXPECT_EQ(look_at_seal(path_), Seal::touched);
}

TEST_F(SealedFile, a_seal_that_was_only_begun_tells_size_and_inode) {
  begin_seal(path_);
  EXPECT_EQ(look_at_seal(path_), Seal::none);
  std::filesystem::last_write_time(path_, std::filesystem::file_time_type::clock::now() + std::chrono::seconds(1));
  EXPECT_NO_THROW(expect_untouched(path_)) << "HDF5 may still write";
  std::filesystem::copy_file(path_, folder_ / "copy.h5");
  std::filesystem::rename(folder_ / "copy.h5", path_);
  EXPECT_THROW(expect_untouched(path_), Error);
}

TEST_F(SealedFile, without_one_nothing_is_known) {
  std::filesystem::remove(seal_file(path_));
  EXPECT_EQ(look_at_seal(path_), Seal::none);
  EXPECT_NO_THROW(expect_untouched(path_));
  write_file(seal_file(path_), "no json");
  EXPECT_MENTIONS(test::refusal([&] { look_at_seal(path_); }, Cause::input), "is not the seal of an activation file");
}

/// Whatever the clock says: hashes tell.
TEST_F(SealedFile, every_byte_counts) {
  const std::uintmax_t size = std::filesystem::file_size(path_);
  const std::string whole = read_file(path_);
  std::size_t of_activations = 0, of_the_rest = 0;
  for (std::uintmax_t position = 8; position < size; position += 97) {
    overwrite(position);
    std::string damage;
    try {
      damage = damage_of(path_).value_or("");
    } catch (const Error& error) {  // HDF5 cannot read it
      damage = error.what();
    }
    EXPECT_NE(damage, "") << position;
    ++(damage.find("the activations of words") != std::string::npos ? of_activations : of_the_rest);
    overwrite(position);
    ASSERT_EQ(read_file(path_), whole);
  }
  EXPECT_GT(of_activations, 100u);
  EXPECT_GT(of_the_rest, 100u);
}

TEST_F(SealedFile, later_labels_take_the_place_of_those_within) {
  EXPECT_EQ(stored_labels_hash(path_), "");
  corpus::EncodedLabels other = sample_.content().labels.front().second;
  other.names = {"A", "B", "C"};
  write_labels_file(path_, {{"later", other}, {"pos", other}}, "hash");
  EXPECT_EQ(stored_labels_hash(path_), "hash");
  const ActivationReader reader(path_);
  EXPECT_EQ(reader.labels("pos").names, other.names);
  EXPECT_EQ(reader.labels("later").ids, other.ids);
  EXPECT_EQ(reader.labels("feats:Number").names, (std::vector<std::string>{"ADJ", "NOUN", "X"})) << "as within";
  EXPECT_EQ(look_at_seal(path_), Seal::whole) << "the file itself is as it was";
}

}  // namespace
}  // namespace neurank::store
