#include "analysis/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "analysis/moments.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank::analysis {
namespace {

constexpr Index max_splits = 20000;  ///< that are all looked at

double resampled_mean(std::span<const double> values, Random& random) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += values[random.below(values.size())];
  return sum / to_double(values.size());
}

/// @param share in [0, 1]
double quantile(const std::vector<double>& sorted, double share) {
  const double position = share * to_double(sorted.size() - 1);
  const auto below = to_size(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], position - to_double(below));
}

/// Percentile interval of a statistic that draws its own samples.
template <class Statistic>
Interval bootstrap(Index resamples, const Statistic& statistic) {
  std::vector<double> values(resamples);
  for (double& value : values) value = statistic();
  std::sort(values.begin(), values.end());
  return {quantile(values, 0.025), quantile(values, 0.975)};
}

/// n over k, or limit + 1 when it is larger than the limit.
Index binomial(Index n, Index k, Index limit) {
  Index result = 1;
  for (Index i = 1; i <= std::min(k, n - k); ++i) {
    result = result * (n - i + 1) / i;  // a binomial coefficient at every step, and they grow
    if (result > limit) return limit + 1;
  }
  return result;
}

/// All values, counted from the least one: the sums of equal values are then equal in floating point too.
std::vector<double> pooled(std::span<const double> a, std::span<const double> b) {
  std::vector<double> values(a.begin(), a.end());
  values.insert(values.end(), b.begin(), b.end());
  const double least = *std::min_element(values.begin(), values.end());
  for (double& value : values) value -= least;
  return values;
}

/// Tells whether a split of the pooled values is at least as far apart as the observed one, from the sum of its first
/// group. Differences of means that are equal on paper count as equal.
class Extremeness {
 public:
  Extremeness(const std::vector<double>& values, std::size_t first)
      : first_(to_double(first)),
        second_(to_double(values.size() - first)),
        total_(std::accumulate(values.begin(), values.end(), 0.0)),
        observed_(apart(std::accumulate(values.begin(), values.begin() + to_index(first), 0.0))),
        rounding_(1e-9 * *std::max_element(values.begin(), values.end())) {}

  bool operator()(double sum) const { return apart(sum) >= observed_ - rounding_; }

 private:
  double apart(double sum) const { return std::abs(sum / first_ - (total_ - sum) / second_); }

  double first_, second_, total_, observed_, rounding_;
};

double exact_p(const std::vector<double>& values, std::size_t first, Index splits) {
  const Extremeness extreme(values, first);
  std::vector<int> chosen(values.size(), 0);
  std::fill_n(chosen.begin(), first, 1);
  Index count = 0;
  do {
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) sum += chosen[i] ? values[i] : 0;
    count += extreme(sum);
  } while (std::prev_permutation(chosen.begin(), chosen.end()));
  return to_double(count) / to_double(splits);
}

double sampled_p(std::vector<double> values, std::size_t first, Index resamples, Random& random) {
  const Extremeness extreme(values, first);
  Index count = 0;
  for (Index i = 0; i < resamples; ++i) {
    random.shuffle(values);
    count += extreme(std::accumulate(values.begin(), values.begin() + to_index(first), 0.0));
  }
  return to_double(count + 1) / to_double(resamples + 1);
}

}  // namespace

Summary summarize(std::span<const double> values, Index resamples, std::uint64_t seed) {
  NEURANK_EXPECT(!values.empty() && resamples > 0);
  Summary summary{to_index(values.size()), mean(values), {}, {}};
  if (values.size() == 1) return summary;
  summary.sd = standard_deviation(values);
  Random random(derive_seed(seed, "bootstrap"));
  summary.interval = bootstrap(resamples, [&] { return resampled_mean(values, random); });
  return summary;
}

Difference compare(std::span<const double> a, std::span<const double> b, Index resamples, std::uint64_t seed) {
  NEURANK_EXPECT(!a.empty() && !b.empty() && resamples > 0);
  Difference result{mean(a) - mean(b), {}, 1};
  if (a.size() > 1 && b.size() > 1) {
    Random random(derive_seed(seed, "bootstrap"));
    result.interval = bootstrap(resamples, [&] {
      const double mean_a = resampled_mean(a, random);
      return mean_a - resampled_mean(b, random);
    });
  }
  const std::vector<double> values = pooled(a, b);
  const Index splits = binomial(to_index(values.size()), to_index(a.size()), max_splits);
  Random random(derive_seed(seed, "permutation"));
  result.p_value =
      splits <= max_splits ? exact_p(values, a.size(), splits) : sampled_p(values, a.size(), resamples, random);
  return result;
}

}  // namespace neurank::analysis
