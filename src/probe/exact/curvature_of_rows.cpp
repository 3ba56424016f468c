#include "probe/exact/curvature_of_rows.hpp"

#include <algorithm>
#include <cmath>

#include "base/cast.hpp"
#include "probe/exact/word_blocks.hpp"

namespace neurank::probe {
namespace {

template <class Numbers>
auto segment_of(Numbers& numbers, Range places) {
  return numbers.segment(places.begin, places.size());
}

}  // namespace

std::vector<Questions> questions_at(const Point& point, const UnsureWords& unsure) {
  constexpr float most = 1e-2f, hardly = 0.01f;  // part of a word's mean share in the curvature
  const float least = std::min(most, hardly * static_cast<float>(point.at.bias_squared.trace()));
  std::vector<Questions> questions(to_size(point.weights.rows()));
  const float* p = unsure.probabilities.data();
  for (std::size_t word = 0; word < unsure.words.size(); ++word)
    for (Questions& of_label : questions) {
      if (*p * (1 - *p) > least) {
        of_label.words.push_back(to_index(word));
        of_label.p.push_back(*p);
      }
      ++p;
    }
  return questions;
}

double numbers_of_rows(const std::vector<Questions>& questions, const AtWork& at_work) {
  double numbers = 0;
  for (Index label = 0; label < at_work.labels(); ++label)
    numbers += to_double(questions[to_size(label)].words.size()) * to_double(at_work.of_label(label).size());
  return numbers;
}

CurvatureOfRows::CurvatureOfRows(HeadLoss& loss, const Point& point, const AtWork& at_work,
                                 std::vector<Questions> questions)
    : team_(loss.passes().team()),
      at_work_(at_work),
      questions_(std::move(questions)),
      words_(to_index(loss.unsure().words.size())),
      all_words_(loss.passes().words()),
      each_(1 / static_cast<float>(std::max<Index>(1, point.at.words))),
      metric_passes_(passes_of_a_metric(point.at.bias_squared.diagonal(), loss.penalty().l2)),
      mine_(labels_of_member(team_, at_work.labels())),
      rows_(to_size(at_work.labels())) {
  for (const Questions& of_label : questions_) ends_.push_back(ends_.back() + to_index(of_label.words.size()));
  keep_rows(loss);
  set_diagonal(loss, point);
}

Vector CurvatureOfRows::times(const Vector& step) const {
  Vector scores(ends_.back());
#pragma omp parallel for schedule(dynamic)
  for (Index label = mine_.begin; label < mine_.end; ++label)
    segment_of(scores, scores_of(label)).noalias() = rows_[to_size(label)] * segment_of(step, at_work_.of_label(label));
  share_labels(team_, ends_, scores);
  const Vector means = means_of(scores);
  Vector product = diagonal_.cwiseProduct(step);
#pragma omp parallel for schedule(dynamic)
  for (Index label = mine_.begin; label < mine_.end; ++label) {
    const Questions& asked = questions_[to_size(label)];
    auto some = segment_of(scores, scores_of(label));
    for (Index i = 0; i < some.size(); ++i)
      some[i] = each_ * asked.p[to_size(i)] * (some[i] - means[asked.words[to_size(i)]]);
    segment_of(product, at_work_.of_label(label)).noalias() += rows_[to_size(label)].transpose() * some;
  }
  at_work_.share(team_, product);
  return product;
}

std::unique_ptr<LabelMetric> CurvatureOfRows::metric(std::uint64_t bytes) const {
  std::vector<LabelMetric::Block> blocks = metric_blocks(team_, at_work_, all_words_, metric_passes_, bytes);
#pragma omp parallel for schedule(dynamic)
  for (LabelMetric::Block& block : blocks) fill(block);
  return std::make_unique<LabelMetric>(team_, at_work_, std::move(blocks));
}

void CurvatureOfRows::fill(LabelMetric::Block& block) const {
  constexpr float least = 1e-8f;
  const Questions& asked = questions_[to_size(block.label)];
  const Matrix& rows = rows_[to_size(block.label)];
  const Index every = std::max<Index>(1, rows.rows() / (4 * enough_words(block.places.size())));
  const Index first = block.places.begin - at_work_.of_label(block.label).begin;
  Matrix some((rows.rows() + every - 1) / every, block.places.size());
  for (Index i = 0; i < some.rows(); ++i) {
    const float p = asked.p[to_size(i * every)];
    some.row(i) =
        std::sqrt(p * (1 - p) * each_ * static_cast<float>(every)) * rows.row(i * every).segment(first, some.cols());
  }
  if (some.rows() > 0) block.matrix.selfadjointView<Eigen::Lower>().rankUpdate(some.transpose());
  block.matrix.triangularView<Eigen::StrictlyUpper>() = block.matrix.transpose();
  block.matrix.diagonal() += segment_of(diagonal_, block.places);
  block.matrix.diagonal().array() += least;
  if (first == 0) block.matrix(0, 0) += beyond_[block.label];
}

void CurvatureOfRows::keep_rows(HeadLoss& loss) {
  for (Index label = mine_.begin; label < mine_.end; ++label)
    rows_[to_size(label)].resize(scores_of(label).size(), at_work_.of_label(label).size());
  std::vector<Index> next(rows_.size(), 0);
  Index first = 0;
  constexpr Index words_at_once = 2048;
  loss.passes().for_each_batch(loss.unsure().words, words_at_once, loss.neurons(), [&](const ConstMatrixRef& batch) {
#pragma omp parallel for schedule(dynamic)
    for (Index label = mine_.begin; label < mine_.end; ++label) keep_rows(batch, first, label, next[to_size(label)]);
    first += batch.rows();
  });
}

/// Those of a mini-batch. @param first its first word  @param next row of the label
void CurvatureOfRows::keep_rows(const ConstMatrixRef& batch, Index first, Index label, Index& next) {
  const std::vector<Index>& words = questions_[to_size(label)].words;
  const auto columns = at_work_.columns(label);
  for (; next < to_index(words.size()) && words[to_size(next)] < first + batch.rows(); ++next) {
    const float* const from = batch.data() + (words[to_size(next)] - first) * batch.outerStride();
    float* to = &rows_[to_size(label)](next, 0);
    *to++ = 1;
    for (const Index column : columns) *to++ = from[column];
  }
}

void CurvatureOfRows::set_diagonal(const HeadLoss& loss, const Point& point) {
  beyond_.resize(at_work_.labels());
  diagonal_ = at_work_.of_weights(2 * static_cast<float>(loss.penalty().l2));
  for (Index label = 0; label < at_work_.labels(); ++label) {
    double counted = 0;
    for (const float p : questions_[to_size(label)].p) counted += to_double(p * (1 - p));
    const double of_all = point.at.bias_squared(label, label);
    beyond_[label] = static_cast<float>(std::max(0.0, std::abs(point.at.bias[label]) - of_all));
    const auto left = static_cast<float>(std::max(0.0, of_all - to_double(each_) * counted));
    Index place = at_work_.of_label(label).begin;
    diagonal_[place++] += left;
    for (const Index column : at_work_.columns(label)) diagonal_[place++] += left * loss.variance()[column];
  }
}

/// Of each word, over its labels by their probabilities.
Vector CurvatureOfRows::means_of(const Vector& scores) const {
  Vector means = Vector::Zero(words_);
  Index place = 0;
  for (const Questions& asked : questions_)
    for (std::size_t i = 0; i < asked.words.size(); ++i) means[asked.words[i]] += asked.p[i] * scores[place++];
  return means;
}

}  // namespace neurank::probe
