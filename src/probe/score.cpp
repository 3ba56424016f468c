#include "probe/score.hpp"

#include <limits>
#include <numeric>

#include "base/cast.hpp"

namespace neurank::probe {

std::optional<double> Score::accuracy() const {
  const auto words = std::accumulate(total.begin(), total.end(), std::int64_t{0});
  const auto right = std::accumulate(correct.begin(), correct.end(), std::int64_t{0});
  return words > 0 ? std::optional(to_double(right) / to_double(words)) : std::nullopt;
}

double Score::recall(Index label) const {
  return total[label] > 0 ? to_double(correct[label]) / to_double(total[label])
                          : std::numeric_limits<double>::quiet_NaN();
}

std::optional<double> Score::f1(Index label) const {
  const auto at = to_size(label);
  if (total[at] == 0) return std::nullopt;
  return 2 * to_double(correct[at]) / to_double(total[at] + named.at(at));
}

Score no_words(Index labels, const Groups* groups) {
  return {std::vector<std::int64_t>(to_size(labels)), std::vector<std::int64_t>(to_size(labels)),
          std::vector<float>(groups != nullptr ? to_size(groups->count) : 0),
          std::vector<std::int64_t>(to_size(labels))};
}

void count_words(const ConstMatrixRef& scores, const Vector& bias, const Targets& targets, std::span<const Index> rows,
                 const Groups* groups, Score& score) {
  for (Index b = 0; b < scores.rows(); ++b) {
    const std::int32_t target = (*targets)[rows[b]];
    if (target < 0) continue;
    Index predicted = 0;
    (scores.row(b) + bias.transpose()).maxCoeff(&predicted);
    ++score.total[target];
    ++score.named[predicted];
    if (predicted != target) continue;
    ++score.correct[target];
    if (groups != nullptr) ++score.correct_in_group[groups->of_row[rows[b] - groups->first_row]];
  }
}

}  // namespace neurank::probe
