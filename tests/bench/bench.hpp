#pragma once

#include <algorithm>
#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "support/cpu_time.hpp"

namespace neurank::bench {

/// Processor seconds of one call.
inline double seconds_of(const std::function<void()>& work) {
  const double before = test::cpu_seconds();
  work();
  return test::cpu_seconds() - before;
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Median of seconds_of(first) / seconds_of(second) over pairs that are run in turn, as other programs share the
/// machine.
inline double ratio(int pairs, const std::function<void()>& first, const std::function<void()>& second) {
  first(), second();  // caches, pools of threads, kernels made when first asked for
  std::vector<double> ratios;
  for (int i = 0; i < pairs; ++i) {
    const double a = seconds_of(first);
    ratios.push_back(a / seconds_of(second));
  }
  return median(ratios);
}

/// A row that run.sh reads.
inline void print_row(const std::string& name, double value) {
  std::printf("%s\t%.4g\n", name.c_str(), value);
  std::fflush(stdout);
}

}  // namespace neurank::bench
