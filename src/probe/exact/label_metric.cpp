#include "probe/exact/label_metric.hpp"

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/exact/sparse_quadratic.hpp"
#include "probe/exact/word_blocks.hpp"

namespace neurank::probe {
namespace {

constexpr float least_weight = 1e-3f;  // of a word in a label's matrix; those of less are taken to its diagonal

/// Words that are enough for a block's matrix: with a thousand, and four a column, it differs from that of all words by
/// less than what labels have to do with each other.
Index enough_words(Index columns) { return std::max<Index>(1000, 4 * columns); }

/// One in how many words is enough for a block's matrix.
Index words_of_one(const UnsureWords& unsure, Index labels, const LabelMetric::Block& block) {
  Index count = 0;
  for (std::size_t i = to_size(block.label); i < unsure.probabilities.size(); i += to_size(labels)) {
    const float p = unsure.probabilities[i];
    count += p * (1 - p) > least_weight;
  }
  return std::max<Index>(1, count / enough_words(to_index(block.columns.size())));
}

/// Columns of a block, at most, for all blocks to have room and to be formed in the time of some passes: wider ones
/// save fewer passes than they cost. @param neurons of a pass
Index widest_block(const LabelColumns& columns, Index words, Index neurons, std::uint64_t bytes) {
  constexpr double passes = 24;  // measured: tests/bench/BENCHMARKS.md
  const double products = passes * 2 * to_double(words) * to_double(neurons) * to_double(columns.size());
  Index widest = 1;
  for (const auto& some : columns) widest = std::max(widest, to_index(some.size() + 1));
  const auto fits = [&] {
    double numbers = 0, formed = 0;
    for (const auto& some : columns) {
      const Index count = to_index(some.size() + 1), wide = std::min(widest, count);
      numbers += to_double(count) * to_double(wide);
      formed += to_double(count) * to_double(wide) * to_double(std::min(words, enough_words(wide))) / 2;
    }
    return numbers * sizeof(float) <= to_double(bytes) && formed <= products;
  };
  while (widest > 1 && !fits()) widest = widest * 3 / 4;
  return widest;
}

/// Those of some of the labels.
std::vector<LabelMetric::Block> blocks_of(const LabelColumns& columns, Range labels, Index neurons, Index widest) {
  std::vector<LabelMetric::Block> blocks;
  for (Index label = labels.begin; label < labels.end; ++label) {
    const std::vector<Index>& of_label = columns[to_size(label)];
    std::vector<Index> all = {neurons};
    all.insert(all.end(), of_label.begin(), of_label.end());
    const auto count = to_index(all.size()), parts = (count - 1) / widest + 1;
    for (Index part = 0; part < parts; ++part) {
      const Index begin = count * part / parts, end = count * (part + 1) / parts;
      blocks.push_back({label, {all.begin() + begin, all.begin() + end}, Matrix::Zero(end - begin, end - begin)});
    }
  }
  return blocks;
}

}  // namespace

LabelMetric::LabelMetric(LossPasses& passes, const MetricPlace& place, const LabelColumns& columns, std::uint64_t bytes)
    : team_(passes.team()),
      blocks_(blocks_of(columns, labels_of_member(team_, to_index(columns.size())), place.neurons.size,
                        widest_block(columns, passes.words(), place.neurons.size, bytes))) {
  const auto labels = to_index(columns.size());
  is_covered_.setConstant(labels, place.neurons.size + 1, false);
  for (Index label = 0; label < labels; ++label) {
    is_covered_(label, place.neurons.size) = true;
    for (const Index column : columns[to_size(label)]) is_covered_(label, column) = true;
  }
  Eigen::VectorXd counted = Eigen::VectorXd::Zero(to_index(blocks_.size()));
  constexpr Index words_at_once = 2048;
  for (Block& block : blocks_) block.every = words_of_one(place.unsure, labels, block);
  const float* probabilities = place.unsure.probabilities.data();
  passes.for_each_batch(place.unsure.words, words_at_once, place.neurons, [&](const ConstMatrixRef& batch) {
    for (std::size_t i = 0; i < blocks_.size(); ++i)
      counted[to_index(i)] += add(batch, {probabilities, batch.rows(), labels}, blocks_[i]);
    probabilities += batch.rows() * labels;
  });
  for (std::size_t i = 0; i < blocks_.size(); ++i) finish(place, counted[to_index(i)], blocks_[i]);
}

/// Lower triangles alone. @return what the words' weights sum up to
double LabelMetric::add(const ConstMatrixRef& batch, const ConstMatrixView& probabilities, Block& block) {
  std::vector<std::pair<Index, float>> words;
  double counted = 0;
  for (Index b = 0; b < batch.rows(); ++b) {
    const float p = probabilities(b, block.label), weight = p * (1 - p);
    if (weight <= least_weight) continue;
    counted += to_double(weight);
    if (block.seen++ % block.every == 0) words.emplace_back(b, std::sqrt(weight * static_cast<float>(block.every)));
  }
  Matrix rows(to_index(words.size()), block.matrix.cols());
#pragma omp parallel for schedule(static)
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto [b, root] = words[i];
    const float* const from = batch.data() + b * batch.outerStride();
    float* const to = &rows(to_index(i), 0);
    for (std::size_t c = 0; c < block.columns.size(); ++c)
      to[c] = root * (block.columns[c] < batch.cols() ? from[block.columns[c]] : 1.0f);
  }
  if (!words.empty()) block.matrix.selfadjointView<Eigen::Lower>().rankUpdate(rows.transpose());
  return counted;
}

void LabelMetric::finish(const MetricPlace& place, double counted, Block& block) {
  constexpr float least = 1e-8f;
  const double each = 1 / to_double(std::max<Index>(1, place.words));
  block.matrix *= static_cast<float>(each);
  const double slope = place.bias_slope.size() > 0 ? std::abs(place.bias_slope[block.label]) : 0;
  const auto beyond = static_cast<float>(std::max(0.0, slope - place.sureness[block.label]));
  const auto left = static_cast<float>(std::max(0.0, place.sureness[block.label] - each * counted));
  for (std::size_t c = 0; c < block.columns.size(); ++c) {
    const Index column = block.columns[c], i = to_index(c);
    const bool is_bias = column == place.neurons.size;
    block.matrix(i, i) +=
        least + (is_bias ? left + beyond : left * place.variance[column] + static_cast<float>(2 * place.l2));
  }
  block.matrix.triangularView<Eigen::StrictlyUpper>() = block.matrix.transpose();
}

Head LabelMetric::step(Head head, const Head& gradient, float l1, float scale) const {
  constexpr double part = 1e-2;
  constexpr Index sweeps = 50;
#pragma omp parallel for schedule(dynamic)
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const Block& block = blocks_[i];
    const auto count = to_index(block.columns.size());
    Vector here(count), slope(count), costs(count);
    for (Index c = 0; c < count; ++c) {
      const Index column = block.columns[to_size(c)];
      here[c] = number_of(std::as_const(head), block.label, column);
      slope[c] = number_of(gradient, block.label, column);
      costs[c] = column == head.weights.cols() ? 0.0f : l1;
    }
    const Vector end = minimize({block.matrix, here, slope, costs, scale}, part, sweeps);
    for (Index c = 0; c < count; ++c) number_of(head, block.label, block.columns[to_size(c)]) = end[c];
  }
  share_labels(team_, head);
  return head;
}

double LabelMetric::squares(const Head& step) const {
  Head of_labels = {Matrix(step.bias.size(), 0), Vector::Zero(step.bias.size())};
  for (const Block& block : blocks_) {
    Vector numbers(to_index(block.columns.size()));
    for (Index c = 0; c < numbers.size(); ++c) numbers[c] = number_of(step, block.label, block.columns[to_size(c)]);
    of_labels.bias[block.label] += numbers.dot(block.matrix * numbers);
  }
  share_labels(team_, of_labels);
  return of_labels.bias.cast<double>().sum();
}

}  // namespace neurank::probe
