#include "probe/evaluate.hpp"

#include <span>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/ordered_batch.hpp"

namespace neurank::probe {
namespace {

NeuronPrefix prefix_of(const Candidate& candidate) { return {candidate.order, candidate.head->weights.cols()}; }

/// Neighbouring candidates on the same n neurons, stacked.
struct Stack {
  std::span<const Candidate> candidates;
  NeuronPrefix prefix;
  std::vector<Index> offsets{0};
  Matrix weights;  ///< [C, n]; a zeroed activation is a zeroed column of weights
  Vector bias;     ///< [C]
};

/// The head's, with what the activations that are not kept add to the scores.
Vector bias_of(const Candidate& candidate) {
  Vector bias = candidate.head->bias;
  if (candidate.kept == nullptr || candidate.others == nullptr) return bias;
  Eigen::VectorXd replaced = candidate.others->cast<double>();
  for (const Index neuron : *candidate.kept) replaced[neuron] = 0;
  for (Index label = 0; label < bias.size(); ++label)
    bias[label] += static_cast<float>(candidate.head->weights.row(label).cast<double>().dot(replaced));
  return bias;
}

Stack stack(std::span<const Candidate> candidates) {
  Stack result;
  result.candidates = candidates;
  result.prefix = prefix_of(candidates.front());
  for (const auto& c : candidates) result.offsets.push_back(result.offsets.back() + c.head->weights.rows());
  result.weights.setZero(result.offsets.back(), result.prefix.size);
  result.bias.resize(result.offsets.back());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const Candidate& candidate = candidates[i];
    NEURANK_EXPECT(candidate.kept == nullptr || candidate.order == nullptr);
    auto rows = result.weights.middleRows(result.offsets[i], candidate.head->weights.rows());
    if (candidate.kept == nullptr)
      rows = candidate.head->weights;
    else
      for (Index neuron : *candidate.kept) rows.col(neuron) = candidate.head->weights.col(neuron);
    result.bias.segment(result.offsets[i], candidate.head->bias.size()) = bias_of(candidate);
  }
  return result;
}

std::vector<Stack> make_stacks(std::span<const Candidate> candidates) {
  std::vector<Stack> stacks;
  for (std::size_t begin = 0; begin < candidates.size();) {
    std::size_t end = begin + 1;
    while (end < candidates.size() && prefix_of(candidates[end]) == prefix_of(candidates[begin])) ++end;
    stacks.push_back(stack(candidates.subspan(begin, end - begin)));
    begin = end;
  }
  return stacks;
}

/// @param counts of the stack's candidates
void count_batch(const Stack& stack, const Matrix& scores, std::span<const Index> rows, const Groups* groups,
                 std::span<Score> counts) {
#pragma omp parallel for schedule(static)
  for (std::size_t i = 0; i < stack.candidates.size(); ++i) {
    const Index first = stack.offsets[i], labels = stack.offsets[i + 1] - first;
    count_words(scores.middleCols(first, labels), stack.bias.segment(first, labels), stack.candidates[i].targets, rows,
                groups, counts[i]);
  }
}

std::vector<Score> evaluate_stacks(BatchStream& stream, const std::vector<Stack>& stacks,
                                   const std::function<bool()>& keep_going, const Products& products,
                                   const Groups* groups) {
  std::vector<Score> counts;
  std::vector<NeuronPrefix> prefixes;
  for (const Stack& stack : stacks) {
    prefixes.push_back(stack.prefix);
    for (const auto& candidate : stack.candidates) counts.push_back(no_words(candidate.num_labels, groups));
  }
  stream.want(prefixes);
  Matrix scores;
  stream.start(RowOrder::sequential, 0, 0);
  while (stream.next()) {
    if (!keep_going()) throw Error(Cause::interrupted, "evaluation was stopped");
    auto counted = counts.begin();
    for (const Stack& stack : stacks) {
      scores.resize(to_index(stream.rows().size()), stack.weights.rows());
      products.scores(stream.columns(stack.prefix), stack.weights, scores);
      count_batch(stack, scores, stream.rows(), groups, {counted, stack.candidates.size()});
      counted += to_index(stack.candidates.size());
    }
  }
  return counts;
}

}  // namespace

std::vector<Score> evaluate(BatchStream& stream, const std::vector<Candidate>& candidates, Index columns,
                            const std::function<bool()>& keep_going, const Products& products, const Groups* groups) {
  std::vector<Score> scores;
  const auto weights = [&](std::size_t i) { return candidates[i].head->weights.size(); };
  for (std::size_t begin = 0; begin < candidates.size();) {
    const std::size_t end = end_of_run(begin, candidates.size(), weights, columns * stream.neurons());
    const auto stacks = make_stacks(std::span(candidates).subspan(begin, end - begin));
    auto counted = evaluate_stacks(stream, stacks, keep_going, products, groups);
    std::move(counted.begin(), counted.end(), std::back_inserter(scores));
    begin = end;
  }
  return scores;
}

}  // namespace neurank::probe
