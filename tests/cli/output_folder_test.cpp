#include "cli/output_folder.hpp"

#include <gtest/gtest.h>

#include "support/scratch_folder.hpp"

namespace neurank::cli {
namespace {

namespace fs = std::filesystem;

/// A folder "installed" with a grid's folder in it, and a working folder beside it.
class OutputFolder : public testing::Test {
 protected:
  OutputFolder() {
    fs::create_directories(grids_);
    fs::create_directories(working_);
  }

  /// Where the results of a grid go when nothing in `installed` can be written.
  fs::path of(const fs::path& named) const {
    const auto can_write = [&](const fs::path& folder) { return !folder.string().starts_with(installed_.string()); };
    return output_folder(named, grids_, working_, can_write);
  }

  test::ScratchFolder root_;
  fs::path installed_ = root_.path() / "installed", grids_ = installed_ / "config", working_ = root_.path() / "work";
};

TEST_F(OutputFolder, is_the_one_that_the_grid_names_where_it_can_be_made) {
  const auto always = [](const fs::path&) { return true; };
  EXPECT_EQ(output_folder(installed_ / "results/tiny", grids_, working_, always), installed_ / "results/tiny");
  EXPECT_EQ(of(root_.path() / "elsewhere/tiny"), root_.path() / "elsewhere/tiny");
}

TEST_F(OutputFolder, is_in_the_working_folder_where_it_cannot_be_made) {
  EXPECT_EQ(of(installed_ / "results/tiny"), working_ / "tiny");
}

TEST_F(OutputFolder, is_the_one_that_the_grid_names_where_it_exists) {
  fs::create_directories(installed_ / "results/tiny");
  EXPECT_EQ(of(installed_ / "results/tiny"), installed_ / "results/tiny");
}

TEST_F(OutputFolder, of_a_grid_of_ones_own_is_never_replaced) {
  const auto only_grids = [&](const fs::path& folder) { return folder == grids_; };
  EXPECT_EQ(output_folder("/absent/tiny", grids_, working_, only_grids), "/absent/tiny")
      << "a slip of the pen is an error, not another folder";
}

}  // namespace
}  // namespace neurank::cli
