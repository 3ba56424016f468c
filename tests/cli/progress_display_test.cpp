#include "cli/progress_display.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "base/cast.hpp"

namespace neurank::cli {
namespace {

using pretraining::PretrainProgress;
using schedule::Progress;

TEST(Progress, rate_and_time_left_come_from_what_this_job_did) {
  // 60 of 200 done, 40 of them by an earlier job: 20 in 100 s, so 6 %/min and 140 / 0.2 = 700 s to go.
  const Progress progress{.done = 3,
                          .failed = 0,
                          .total = 10,
                          .done_cost = 60,
                          .total_cost = 200,
                          .resumed_cost = 40,
                          .elapsed_seconds = 100};
  EXPECT_EQ(describe(progress), "3 of 10 units, 30.0 %, 6.0 %/min, 1:40 elapsed, 11:40 left");
}

TEST(Progress, says_no_rate_before_anything_was_done) {
  const Progress fresh{.total = 10, .total_cost = 200, .elapsed_seconds = 5};
  EXPECT_EQ(describe(fresh), "0 of 10 units, 0.0 %, 0:05 elapsed");
  const Progress resumed{.done = 9, .total = 10, .done_cost = 180, .total_cost = 200, .resumed_cost = 180};
  EXPECT_EQ(describe(resumed), "9 of 10 units, 90.0 %, 0:00 elapsed");
}

TEST(Progress, names_failures_and_long_times) {
  const Progress progress{
      .done = 1, .failed = 2, .total = 4, .done_cost = 1, .total_cost = 4, .elapsed_seconds = 3600 + 62};
  EXPECT_EQ(describe(progress), "1 of 4 units, 2 failed, 25.0 %, 0.4 %/min, 1:01:02 elapsed, 3:03:06 left");
}

TEST(Progress, units_without_cost_and_no_units_have_a_share_too) {
  EXPECT_EQ(describe(Progress{.done = 1, .total = 2}), "1 of 2 units, 50.0 %, 0:00 elapsed");
  EXPECT_EQ(describe(Progress{}), "0 of 0 units, 100.0 %, 0:00 elapsed");
}

std::string shown(bool terminal, const std::vector<double>& times) {
  std::ostringstream out;
  ProgressDisplay display(out, terminal);
  for (const double time : times) display.show(Progress{.done = 1, .total = 2, .elapsed_seconds = time});
  display.finish();
  return out.str();
}

std::string line(const std::string& elapsed) { return "1 of 2 units, 50.0 %, " + elapsed + " elapsed"; }

TEST(ProgressDisplay, a_log_gets_a_line_every_30_seconds_and_one_at_the_end) {
  EXPECT_EQ(shown(false, {0, 10, 29.9, 30.1, 31, 60.0, 60.2, 61}),
            line("0:30") + "\n" + line("1:00") + "\n" + line("1:01") + "\n");
  EXPECT_EQ(shown(false, {0, 2}), line("0:02") + "\n");
  EXPECT_EQ(shown(false, {0, 30}), line("0:30") + "\n") << "the last state is not shown twice";
}

TEST(ProgressDisplay, a_terminal_gets_one_bar_redrawn_in_place) {
  const auto bar = [](const std::string& elapsed) {
    return "\r[############............] " + line(elapsed) + "\033[K";
  };
  EXPECT_EQ(shown(true, {0, 0.25, 0.75, 1.0}), bar("0:00") + bar("0:01") + bar("0:01") + "\n");
}

TEST(ProgressDisplay, every_model_that_is_pretrained_begins_and_ends_with_a_line_and_has_its_own_clock) {
  std::ostringstream out;
  ProgressDisplay display(out, false);
  for (const std::string model : {"bert", "elmo"}) {
    for (const Index step : {1, 2, 3, 4})
      display.show(PretrainProgress{.model = model,
                                    .step = step,
                                    .steps = 4,
                                    .own_steps = step,
                                    .loss = 2,
                                    .elapsed_seconds = 20.0 * to_double(step)});
    display.print(model + " is there");
  }
  std::string expected;
  for (const std::string model : {"bert", "elmo"})
    expected += model + ": step 1 of 4, loss 2.000, 0.1 steps/s, 1:00 left\n" + model +
                ": step 3 of 4, loss 2.000, 0.1 steps/s, 0:20 left\n" + model +
                ": step 4 of 4, loss 2.000, 0.1 steps/s, 0:00 left\n" + model + " is there\n";
  EXPECT_EQ(out.str(), expected);
}

TEST(ProgressDisplay, nothing_shown_leaves_nothing) {
  EXPECT_EQ(shown(false, {}), "");
  EXPECT_EQ(shown(true, {}), "");
}

}  // namespace
}  // namespace neurank::cli
