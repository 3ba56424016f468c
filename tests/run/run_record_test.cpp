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

  /// Claims the folder for the experiment and notes that it holds its run. @return whether it held one
  bool claim() {
    const bool holds_run = claim_run_folder(folder_);
    record_run(folder_, experiment_, inputs_, {"train/a/b/c/1", "reduce/a/b/c"});
    return holds_run;
  }

  test::ScratchFolder scratch_;
  RunFolder folder_;
  grid::Experiment experiment_;
  InputHashes inputs_ = {{"corpora/text", "1234"}};
};

TEST_F(RunRecord, a_folder_is_claimed_and_found_again) {
  EXPECT_FALSE(holds_run_of(folder_, experiment_));
  EXPECT_FALSE(claim());
  EXPECT_TRUE(holds_run_of(folder_, experiment_));
  write_file(folder_.results(), "kept");
  EXPECT_TRUE(claim());
  EXPECT_EQ(read_file(folder_.results()), "kept");
  EXPECT_EQ(recorded_inputs(folder_), inputs_);
  EXPECT_EQ(read_planned_units(folder_), (std::vector<std::string>{"train/a/b/c/1", "reduce/a/b/c"}));
}

TEST_F(RunRecord, a_grid_that_grows_replaces_the_one_before) {
  claim();
  record_job(folder_, {{"ranks", "2"}});
  experiment_.repetitions = 7;
  EXPECT_FALSE(holds_run_of(folder_, experiment_));
  inputs_["corpora/other"] = "5678";
  claim();
  EXPECT_TRUE(holds_run_of(folder_, experiment_));
  EXPECT_EQ(recorded_inputs(folder_), inputs_);
  EXPECT_TRUE(read_run_state(folder_).is_started) << "launches stay noted";
}

TEST_F(RunRecord, a_run_that_was_started_with_a_former_key_goes_on) {
  claim();
  std::string former = read_file(folder_.grid());
  former.replace(former.find("ridge: squared"), 5, "l2");
  write_file(folder_.grid(), former);
  EXPECT_TRUE(holds_run_of(folder_, experiment_));
  claim();
  EXPECT_EQ(read_file(folder_.grid()), former) << "the run keeps its own file";
  experiment_.variants[0].probe.ridge = probe::RidgeForm::norm;
  EXPECT_FALSE(holds_run_of(folder_, experiment_));
}

TEST_F(RunRecord, resources_and_reuse_may_change) {
  claim();
  experiment_.resources.memory_bytes /= 2;
  experiment_.extract.reuse = "/elsewhere";
  EXPECT_TRUE(holds_run_of(folder_, experiment_));
}

TEST_F(RunRecord, a_run_is_cleared_but_a_foreign_folder_never_claimed) {
  make_folder(folder_.root());
  write_file(folder_.lock(), "of a job that died early");
  claim();
  make_folder(folder_.root() / "activations");
  write_file(folder_.journal(), "");
  clear_run_folder(folder_);
  EXPECT_FALSE(fs::exists(folder_.root() / "activations"));
  EXPECT_FALSE(fs::exists(folder_.journal()));
  EXPECT_FALSE(claim()) << "but for the lock it is empty";
  fs::remove(folder_.grid());
  EXPECT_NE(test::refusal([&] { claim(); }, Cause::usage).find("does not hold a run"), std::string::npos);
}

TEST_F(RunRecord, units_of_a_version_that_did_not_note_them_are_an_error) {
  EXPECT_NE(test::refusal([&] { read_planned_units(folder_); }, Cause::usage).find("does not hold a run"),
            std::string::npos);
  claim();
  fs::remove(folder_.units());
  EXPECT_NE(test::refusal([&] { read_planned_units(folder_); }, Cause::usage).find("did not note its units"),
            std::string::npos);
}

TEST_F(RunRecord, state_tells_the_latest_outcome) {
  claim();
  EXPECT_FALSE(read_run_state(folder_).is_started);
  record_job(folder_, {{"ranks", "2"}});
  EXPECT_TRUE(read_run_state(folder_).is_started);
  EXPECT_EQ(read_run_state(folder_).outcome, std::nullopt) << "running or killed";
  record_outcome(folder_, schedule::Outcome::stopped);
  EXPECT_EQ(read_run_state(folder_).outcome, schedule::Outcome::stopped);
}

}  // namespace
}  // namespace neurank::run
