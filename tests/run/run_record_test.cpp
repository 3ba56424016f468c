#include "run/run_record.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/refusal.hpp"
#include "support/scratch_folder.hpp"

namespace neurank::run {
namespace {

namespace fs = std::filesystem;

class RunRecord : public testing::Test {
 protected:
  RunRecord() : folder_(scratch_ / "run") {
    experiment_.name = "test";
    experiment_.output = folder_.root();
    experiment_.variants = {{"default", {}}};
  }

  void claim(bool redo = false) { claim_run_folder(folder_, experiment_, inputs_, redo); }

  std::string refusal() {
    return test::refusal([&] { claim(); }, Cause::usage);
  }

  test::ScratchFolder scratch_;
  RunFolder folder_;
  grid::Experiment experiment_;
  InputHashes inputs_ = {{"corpora/text", "1234"}};
};

TEST_F(RunRecord, the_same_grid_may_go_on) {
  claim();
  write_file(folder_.results(), "kept");
  claim();
  EXPECT_EQ(read_file(folder_.results()), "kept");
}

TEST_F(RunRecord, another_grid_is_refused_naming_setting_and_both_values) {
  claim();
  experiment_.repetitions = 7;
  const std::string message = refusal();
  EXPECT_NE(message.find("seeds was 3 and is now 7"), std::string::npos) << message;
  EXPECT_NE(message.find("--redo"), std::string::npos) << message;
}

TEST_F(RunRecord, a_run_that_was_started_with_a_former_key_goes_on) {
  claim();
  std::string former = read_file(folder_.grid());
  former.replace(former.find("ridge: squared"), 5, "l2");
  write_file(folder_.grid(), former);
  claim();
  EXPECT_EQ(read_file(folder_.grid()), former) << "the run keeps its own file";
  experiment_.variants[0].probe.ridge = probe::RidgeForm::norm;
  EXPECT_NE(refusal().find("probe.ridge was squared and is now norm"), std::string::npos) << refusal();
}

TEST_F(RunRecord, resources_may_change) {
  claim();
  experiment_.resources.memory_bytes /= 2;
  claim();
}

TEST_F(RunRecord, changed_inputs_are_refused) {
  claim();
  inputs_["corpora/text"] = "5678";
  EXPECT_NE(refusal().find("corpora/text have changed"), std::string::npos);
}

TEST_F(RunRecord, redo_clears_a_run_but_never_a_foreign_folder) {
  claim();
  make_folder(folder_.root() / "activations");
  write_file(folder_.journal(), "");
  experiment_.repetitions = 7;
  claim(true);
  EXPECT_FALSE(fs::exists(folder_.root() / "activations"));
  EXPECT_FALSE(fs::exists(folder_.journal()));
  fs::remove(folder_.grid());
  EXPECT_THROW(claim(true), Error);
}

TEST_F(RunRecord, state_tells_units_and_the_latest_outcome) {
  claim();
  EXPECT_FALSE(read_run_state(folder_).is_started);
  record_job(folder_, {{"ranks", "2"}}, {{"extract", 5}});
  EXPECT_TRUE(read_run_state(folder_).is_started);
  EXPECT_EQ(read_run_state(folder_).outcome, std::nullopt) << "running or killed";
  record_outcome(folder_, schedule::Outcome::stopped);
  EXPECT_EQ(read_run_state(folder_).outcome, schedule::Outcome::stopped);
  EXPECT_EQ(read_run_state(folder_).units.at("extract"), 5u);
}

}  // namespace
}  // namespace neurank::run
