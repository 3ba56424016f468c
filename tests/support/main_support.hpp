#pragma once

#include <gtest/gtest.h>

namespace neurank::test {

/// ctest's sign for "skipped": every test of the program was skipped and none failed.
inline constexpr int skipped_exit_code = 77;

inline int exit_code(bool failed) {
  const auto& unit = *testing::UnitTest::GetInstance();
  if (failed || unit.test_to_run_count() == 0) return 1;
  return unit.skipped_test_count() == unit.test_to_run_count() ? skipped_exit_code : 0;
}

}  // namespace neurank::test
