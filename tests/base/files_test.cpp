#include "base/files.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank {
namespace {

TEST(Files, write_file_replaces_and_leaves_nothing_behind) {
  const test::ScratchFolder folder;
  write_file(folder / "a.txt", "one");
  write_file(folder / "a.txt", "two");
  EXPECT_EQ(read_file(folder / "a.txt"), "two");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(Files, read_file_says_which_file_is_missing) {
  EXPECT_EQ(test::refusal([] { read_file("/nowhere/x.txt"); }, Cause::input), "/nowhere/x.txt: no such file");
}

TEST(Files, read_file_reads_an_empty_file) {
  const test::ScratchFolder folder;
  write_file(folder / "empty", "");
  EXPECT_EQ(read_file(folder / "empty"), "");
}

TEST(Files, sha256_equals_the_published_vectors) {  // FIPS 180-2, appendix B.1
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const test::ScratchFolder folder;
  write_file(folder / "a", "a");
  write_file(folder / "bc", "bc");
  EXPECT_EQ(sha256_of_files({folder / "a", folder / "bc"}), sha256("abc"));
}

}  // namespace
}  // namespace neurank
