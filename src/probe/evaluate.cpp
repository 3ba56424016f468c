#include "probe/evaluate.hpp"

#include <limits>
#include <numeric>
#include <span>

#include "base/error.hpp"

namespace neurank::probe {
namespace {

/// Candidates stacked for one pass.
struct Stack {
  std::span<const Candidate> candidates;
  std::vector<Index> offsets{0};
  Matrix weights;  ///< [C, N]; a zeroed activation is a zeroed column of weights
  Vector bias;     ///< [C]
};

Stack stack(std::span<const Candidate> candidates, Index neurons) {
  Stack result;
  result.candidates = candidates;
  for (const auto& c : candidates) result.offsets.push_back(result.offsets.back() + c.head->weights.rows());
  result.weights.setZero(result.offsets.back(), neurons);
  result.bias.resize(result.offsets.back());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& candidate = candidates[i];
    auto rows = result.weights.middleRows(result.offsets[i], candidate.head->weights.rows());
    if (candidate.kept == nullptr)
      rows = candidate.head->weights;
    else
      for (Index neuron : *candidate.kept) rows.col(neuron) = candidate.head->weights.col(neuron);
    result.bias.segment(result.offsets[i], candidate.head->bias.size()) = candidate.head->bias;
  }
  return result;
}

void count_batch(const Stack& stack, const Matrix& scores, std::span<const Index> rows, std::vector<Score>& counts) {
#pragma omp parallel for schedule(static)
  for (std::size_t i = 0; i < stack.candidates.size(); ++i) {
    const Candidate& candidate = stack.candidates[i];
    const Index labels = candidate.head->weights.rows();
    for (Index b = 0; b < scores.rows(); ++b) {
      const std::int32_t target = (*candidate.targets)[rows[b]];
      if (target < 0) continue;
      Index predicted = 0;
      (scores.row(b).segment(stack.offsets[i], labels) + stack.bias.segment(stack.offsets[i], labels).transpose())
          .maxCoeff(&predicted);
      ++counts[i].total[target];
      counts[i].correct[target] += predicted == target;
    }
  }
}

std::vector<Score> evaluate_stack(BatchStream& stream, const Stack& stack, const std::function<bool()>& keep_going) {
  std::vector<Score> counts;
  for (const auto& candidate : stack.candidates)
    counts.push_back(
        {std::vector<std::int64_t>(candidate.num_labels), std::vector<std::int64_t>(candidate.num_labels)});
  Matrix scores;
  stream.start(RowOrder::sequential, 0, 0);
  while (stream.next()) {
    if (!keep_going()) throw Error(Cause::interrupted, "evaluation was stopped");
    scores.resize(stream.batch().rows(), stack.weights.rows());
    scores.noalias() = stream.batch() * stack.weights.transpose();
    count_batch(stack, scores, stream.rows(), counts);
  }
  return counts;
}

}  // namespace

double Score::accuracy() const {
  const auto words = std::accumulate(total.begin(), total.end(), std::int64_t{0});
  const auto right = std::accumulate(correct.begin(), correct.end(), std::int64_t{0});
  return words > 0 ? static_cast<double>(right) / static_cast<double>(words) : 0;
}

double Score::recall(Index label) const {
  return total[label] > 0 ? static_cast<double>(correct[label]) / static_cast<double>(total[label])
                          : std::numeric_limits<double>::quiet_NaN();
}

std::vector<Score> evaluate(BatchStream& stream, const std::vector<Candidate>& candidates, Index columns,
                            const std::function<bool()>& keep_going) {
  std::vector<Score> scores;
  const auto labels = [&](std::size_t i) { return candidates[i].head->weights.rows(); };
  for (std::size_t begin = 0; begin < candidates.size();) {
    const std::size_t end = end_of_run(begin, candidates.size(), labels, columns);
    const auto part = std::span(candidates).subspan(begin, end - begin);
    auto counted = evaluate_stack(stream, stack(part, part.front().head->weights.cols()), keep_going);
    std::move(counted.begin(), counted.end(), std::back_inserter(scores));
    begin = end;
  }
  return scores;
}

}  // namespace neurank::probe
