#include "probe/exact/label_metric.hpp"

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "base/error.hpp"
#include "probe/exact/sparse_quadratic.hpp"
#include "probe/exact/word_blocks.hpp"

namespace neurank::probe {
namespace {

/// Least weight of a word in a label's matrix; words of less are taken to its diagonal.
float least_weight(const MetricPlace& place) {
  constexpr float most = 1e-3f, hardly = 0.003f;
  return std::min(most, hardly * static_cast<float>(place.sureness.sum()));
}

/// One in how many words is enough for a block's matrix.
Index words_of_one(const MetricPlace& place, Index labels, const LabelMetric::Block& block) {
  const std::vector<float>& probabilities = place.unsure.probabilities;
  const float least = least_weight(place);
  Index count = 0;
  for (std::size_t i = to_size(block.label); i < probabilities.size(); i += to_size(labels)) {
    const float p = probabilities[i];
    count += p * (1 - p) > least;
  }
  return std::max<Index>(1, count / enough_words(to_index(block.columns.size())));
}

/// Columns of a block, at most, for all blocks to have room and to be formed in the time of some passes: wider ones
/// save fewer passes than they cost.
Index widest_block(const AtWork& at_work, Index words, double passes, std::uint64_t bytes) {
  const double products = passes * 2 * to_double(words) * to_double(at_work.neurons()) * to_double(at_work.labels());
  Index widest = 1;
  for (Index label = 0; label < at_work.labels(); ++label) widest = std::max(widest, at_work.of_label(label).size());
  const auto fits = [&] {
    double numbers = 0, formed = 0;
    for (Index label = 0; label < at_work.labels(); ++label) {
      const Index count = at_work.of_label(label).size(), wide = std::min(widest, count);
      numbers += to_double(count) * to_double(wide);
      formed += to_double(count) * to_double(wide) * to_double(std::min(words, enough_words(wide))) / 2;
    }
    return numbers * sizeof(float) <= to_double(bytes) && formed <= products;
  };
  while (widest > 1 && !fits()) widest = widest * 3 / 4;
  return widest;
}

}  // namespace

Index enough_words(Index numbers) { return std::max<Index>(1000, 4 * numbers); }

double passes_of_a_metric(const Eigen::VectorXd& sureness, double l2) {
  constexpr double few = 8, many = 16;  // measured: tests/bench/BENCHMARKS.md
  return l2 > sureness.mean() ? few : many;
}

std::vector<LabelMetric::Block> metric_blocks(const Team& team, const AtWork& at_work, Index words, double passes,
                                              std::uint64_t bytes) {
  const Range labels = labels_of_member(team, at_work.labels());
  const Index widest = widest_block(at_work, words, passes, bytes);
  std::vector<LabelMetric::Block> blocks;
  for (Index label = labels.begin; label < labels.end; ++label) {
    std::vector<Index> all = {at_work.neurons()};
    all.insert(all.end(), at_work.columns(label).begin(), at_work.columns(label).end());
    const auto count = to_index(all.size()), parts = (count - 1) / widest + 1;
    for (Index part = 0; part < parts; ++part) {
      const Index begin = count * part / parts, end = count * (part + 1) / parts;
      const Index first = at_work.of_label(label).begin;
      blocks.push_back({label,
                        {first + begin, first + end},
                        {all.begin() + begin, all.begin() + end},
                        Matrix::Zero(end - begin, end - begin)});
    }
  }
  return blocks;
}

LabelMetric::LabelMetric(LossPasses& passes, const MetricPlace& place, const AtWork& at_work, std::uint64_t bytes)
    : team_(passes.team()),
      at_work_(at_work),
      blocks_(metric_blocks(team_, at_work, passes.words(), passes_of_a_metric(place.sureness, place.l2), bytes)) {
  Eigen::VectorXd counted = Eigen::VectorXd::Zero(to_index(blocks_.size()));
  constexpr Index words_at_once = 2048;
  const Index labels = at_work.labels();
  const float least = least_weight(place);
  for (Block& block : blocks_) block.every = words_of_one(place, labels, block);
  const float* probabilities = place.unsure.probabilities.data();
  passes.for_each_batch(place.unsure.words, words_at_once, place.neurons, [&](const ConstMatrixRef& batch) {
    for (std::size_t i = 0; i < blocks_.size(); ++i)
      counted[to_index(i)] += add(batch, {probabilities, batch.rows(), labels}, least, blocks_[i]);
    probabilities += batch.rows() * labels;
  });
  for (std::size_t i = 0; i < blocks_.size(); ++i) finish(place, counted[to_index(i)], blocks_[i]);
}

/// Lower triangles alone. @return what the words' weights sum up to
double LabelMetric::add(const ConstMatrixRef& batch, const ConstMatrixView& probabilities, float least, Block& block) {
  std::vector<std::pair<Index, float>> words;
  double counted = 0;
  for (Index b = 0; b < batch.rows(); ++b) {
    const float p = probabilities(b, block.label), weight = p * (1 - p);
    if (weight <= least) continue;
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

Vector LabelMetric::step(const Vector& here, const Vector& slope, const Vector& l1, float scale) const {
  constexpr double part = 1e-2;
  constexpr Index sweeps = 10;  // what these leave is left to the next step
  Vector end = here;
#pragma omp parallel for schedule(dynamic)
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const auto [begin, stop] = blocks_[i].places;
    const auto some = Eigen::seq(begin, stop - 1);
    end(some) = minimize({blocks_[i].matrix, here(some), slope(some), l1(some), scale}, part, sweeps);
  }
  at_work_.share(team_, end);
  return end;
}

double LabelMetric::squares(const Vector& step) const {
  Vector of_labels = Vector::Zero(at_work_.size());  // at the place of the bias
  for (const Block& block : blocks_) {
    const auto some = step.segment(block.places.begin, block.places.size());
    of_labels[at_work_.of_label(block.label).begin] += some.dot(block.matrix * some);
  }
  at_work_.share(team_, of_labels);
  return of_labels.cast<double>().sum();
}

FaceInverse::FaceInverse(const LabelMetric& metric, const std::vector<bool>& is_on_face) : metric_(metric) {
  for (const LabelMetric::Block& block : metric.blocks()) {
    Part part;
    std::vector<Index> in_block;
    for (Index place = block.places.begin; place < block.places.end; ++place)
      if (is_on_face[to_size(place)]) {
        part.places.push_back(place);
        in_block.push_back(place - block.places.begin);
      }
    part.factor.compute(block.matrix(in_block, in_block));
    parts_.push_back(std::move(part));
  }
}

Vector FaceInverse::times(const Vector& numbers) const {
  Vector result = Vector::Zero(numbers.size());
#pragma omp parallel for schedule(dynamic)
  for (const Part& part : parts_) {
    Vector some = numbers(part.places);
    part.factor.solveInPlace(some);
    result(part.places) = some;
  }
  metric_.at_work().share(metric_.team(), result);
  return result;
}

}  // namespace neurank::probe
