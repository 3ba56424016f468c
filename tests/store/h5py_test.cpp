#include <gtest/gtest.h>

#include <cstdlib>

#include "store/sample_file.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::store {
namespace {

TEST(H5py, reads_the_activation_file_as_documented) {
  if (std::system("/usr/bin/python3 -c 'import h5py' 2> /dev/null") != 0) GTEST_SKIP() << "python3-h5py is missing";
  const test::ScratchFolder folder;
  test::SampleFile().write_whole(folder / "a.h5");
  const std::string command = "/usr/bin/python3 " NEURANK_STORE_TESTS "/check_activation_file.py ";
  EXPECT_EQ(std::system((command + (folder / "a.h5").string()).c_str()), 0);
}

}  // namespace
}  // namespace neurank::store
