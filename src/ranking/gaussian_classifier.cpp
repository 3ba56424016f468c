#include "ranking/gaussian_classifier.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::ranking {
namespace {

/// Of a neuron's overall variance: a label may hold a neuron at one value, but a Gaussian has a width.
constexpr double least_share = 1e-6;

constexpr double word_of_all = 1;  // words that a label is given of the covariance within labels

constexpr Index lanes = 32;            // words side by side: their sums fit into the registers, their values into L1
constexpr Index judged_at_once = 512;  // words whose posteriors are held: enough for 16 threads

using Lanes = Eigen::Array<double, lanes, 1>;
using LaneColumns = Eigen::Array<double, lanes, Eigen::Dynamic>;

/// What a neuron tells of 32 words that those before it do not: an element of z in Uᵀ z = x - μ.
/// @param factor U  @param neuron k  @param left x_k - μ_k  @param before z of at least k neurons
Lanes substituted(const Eigen::MatrixXd& factor, Index neuron, Lanes left, const LaneColumns& before) {
  for (Index k = 0; k < neuron; ++k) left -= factor(k, neuron) * before.col(k);
  return left * (1 / factor(neuron, neuron));
}

/// Makes log posteriors of a word's log densities.
void normalise(LabelValues& densities, Index word) {
  auto row = densities.row(word).array();
  const double largest = row.maxCoeff();
  row -= largest + std::log((row - largest).exp().sum());
}

/// The label of the largest of a word's posteriors, the first of equals.
Index most_probable(const LabelValues& posterior, Index word) {
  const auto row = std::span(posterior.row(word).data(), to_size(posterior.cols()));
  return std::ranges::max_element(row) - row.begin();
}

void add_words(const LabelValues& posterior, std::span<const std::int32_t> labels, const GaussianModel& model,
               GaussianVerdict& verdict) {
  for (Index i = 0; i < posterior.rows(); ++i) {
    const std::int32_t label = labels[to_size(i)];
    if (label < 0 || label >= posterior.cols()) continue;
    ++verdict.words;
    if (model.place_of(label) < 0) continue;
    ++verdict.known;
    verdict.log_likelihood += posterior(i, label);
    if (most_probable(posterior, i) == label) ++verdict.correct;
  }
}

}  // namespace

GaussianModel::GaussianModel(GaussianMoments training)
    : neurons_(std::move(training.candidates)), place_(training.count.size(), -1) {
  NEURANK_EXPECT(training.words > 0);
  const Index neurons = to_index(neurons_.size());
  centre_ = Eigen::Map<const Eigen::RowVectorXd>(training.overall_mean.data(), neurons);
  scale_ = Eigen::RowVectorXd::Zero(neurons);
  for (Index n = 0; n < neurons; ++n)
    if (const double variance = training.overall_variance[to_size(n)]; variance > 0)
      scale_[n] = 1 / std::sqrt(variance);
  for (Index c = 0; c < training.mean.rows(); ++c) {
    if (training.count[to_size(c)] == 0) continue;
    place_[to_size(c)] = to_index(labels_.size());
    labels_.push_back(c);
    count_.push_back(to_double(training.count[to_size(c)]) + word_of_all);
    share_.push_back(to_double(training.count[to_size(c)]) / to_double(training.words));
  }
  mean_ = training.mean(labels_, Eigen::all);
  mean_ = ((mean_.rowwise() - centre_).array().rowwise() * scale_.array()).eval();
  add_scatter(training);
}

void GaussianModel::add_scatter(GaussianMoments& training) {
  Eigen::MatrixXd within = Eigen::MatrixXd::Zero(mean_.cols(), mean_.cols());
  for (std::size_t p = 0; p < labels_.size(); ++p) within += share_[p] * training.covariance[to_size(labels_[p])];
  for (std::size_t p = 0; p < labels_.size(); ++p) {
    Eigen::MatrixXd& scatter = scatter_.emplace_back(std::move(training.covariance[to_size(labels_[p])]));
    scatter *= count_[p] - word_of_all;
    scatter += word_of_all * within;
    scatter.array().colwise() *= scale_.transpose().array();
    scatter.array().rowwise() *= scale_.array();
    for (Index n = 0; n < scatter.rows(); ++n)
      if (varies(n)) scatter(n, n) += std::max(scatter(n, n) / count_[p], least_share);
  }
}

Index GaussianModel::place_of(std::int32_t label) const {
  return 0 <= label && label < label_count() ? place_[to_size(label)] : -1;
}

double GaussianModel::least_pivot(Index place, Index candidate) const {
  // Λ0 is C_c or more, and the diagonal is Λ0 + n_c C_c.
  return scatter(place)(candidate, candidate) / (count_[to_size(place)] + 1);
}

double GaussianModel::divisor(Index place, Index dimensions) const {
  return count_[to_size(place)] + 2 * to_double(dimensions) + 4;
}

double GaussianModel::log_constant(Index place, Index dimensions) const {
  return std::log(share_[to_size(place)]) + 0.5 * to_double(dimensions) * std::log(divisor(place, dimensions));
}

LabelValues GaussianModel::standardised(const ConstMatrixRef& values) const {
  LabelValues words = values.cast<double>().rowwise() - centre_;
  words.array().rowwise() *= scale_.array();
  return words;
}

double GaussianVerdict::accuracy() const { return words > 0 ? to_double(correct) / to_double(words) : 0.0; }

double GaussianVerdict::mean_log_likelihood() const { return known > 0 ? log_likelihood / to_double(known) : 0.0; }

GaussianPrefixes::GaussianPrefixes(const GaussianModel& model, std::span<const Index> order,
                                   const std::vector<Index>& sizes)
    : model_(model) {
  NEURANK_EXPECT(!sizes.empty() && std::ranges::is_sorted(sizes) && sizes.back() <= to_index(order.size()));
  choose(order, sizes);
  mean_ = model.mean()(Eigen::all, chosen_);
  constant_ = precision_ = LabelValues(to_index(sizes.size()), mean_.rows());
  for (Index p = 0; p < mean_.rows(); ++p) {
    const Eigen::LLT<Eigen::MatrixXd> factorised(Eigen::MatrixXd(model.scatter(p)(chosen_, chosen_)));
    NEURANK_EXPECT(factorised.info() == Eigen::Success);
    const Eigen::VectorXd log_pivots = factors_.emplace_back(factorised.matrixU()).diagonal().array().log();
    for (Index s = 0; s < constant_.rows(); ++s) {
      const Index d = dimensions_[to_size(s)];
      constant_(s, p) = model.log_constant(p, d) - log_pivots.head(d).sum();
      precision_(s, p) = 0.5 * model.divisor(p, d);
    }
  }
}

void GaussianPrefixes::choose(std::span<const Index> order, const std::vector<Index>& sizes) {
  std::size_t taken = 0;
  for (const Index size : sizes) {
    for (; taken < to_size(size); ++taken) {
      const auto found = std::ranges::find(model_.candidates(), order[taken]);
      NEURANK_EXPECT(found != model_.candidates().end());
      if (const Index candidate = found - model_.candidates().begin(); model_.varies(candidate))
        chosen_.push_back(candidate);
    }
    dimensions_.push_back(to_index(chosen_.size()));
  }
}

/// Posteriors of up to 32 words from one on. @param values [B, d] of the chosen candidates
void GaussianPrefixes::fill(Index first, const LabelValues& values, std::vector<LabelValues>& found) const {
  const Index words = std::min(lanes, values.rows() - first);
  LaneColumns own = LaneColumns::Zero(lanes, values.cols()), solved(lanes, values.cols());
  own.topRows(words) = values.middleRows(first, words).array();
  for (Index p = 0; p < mean_.rows(); ++p) {
    const Index label = model_.known_labels()[to_size(p)];
    Lanes distance = Lanes::Zero();
    Index neuron = 0;
    for (std::size_t s = 0; s < found.size(); ++s) {
      for (; neuron < dimensions_[s]; ++neuron) {
        const Lanes element = substituted(factors_[to_size(p)], neuron, own.col(neuron) - mean_(p, neuron), solved);
        solved.col(neuron) = element;
        distance += element.square();
      }
      const Lanes density = constant_(to_index(s), p) - precision_(to_index(s), p) * distance;
      found[s].col(label).segment(first, words) = density.head(words).matrix();
    }
  }
  for (LabelValues& posterior : found)
    for (Index i = first; i < first + words; ++i) normalise(posterior, i);
}

std::vector<LabelValues> GaussianPrefixes::log_posteriors(const ConstMatrixRef& batch) const {
  constexpr double none = -std::numeric_limits<double>::infinity();
  std::vector<LabelValues> found(dimensions_.size(), LabelValues::Constant(batch.rows(), model_.label_count(), none));
  const LabelValues values = model_.standardised(batch(Eigen::all, model_.candidates()))(Eigen::all, chosen_);
#pragma omp parallel for schedule(static) if (batch.rows() > lanes)
  for (Index first = 0; first < batch.rows(); first += lanes) fill(first, values, found);
  return found;
}

void GaussianPrefixes::judge(const ConstMatrixRef& batch, std::span<const std::int32_t> labels,
                             std::span<GaussianVerdict> verdicts) const {
  NEURANK_EXPECT(batch.rows() == to_index(labels.size()) && verdicts.size() == dimensions_.size());
  for (Index first = 0; first < batch.rows(); first += judged_at_once) {
    const Index words = std::min(judged_at_once, batch.rows() - first);
    const std::vector<LabelValues> found = log_posteriors(batch.middleRows(first, words));
    for (std::size_t s = 0; s < found.size(); ++s)
      add_words(found[s], labels.subspan(to_size(first), to_size(words)), model_, verdicts[s]);
  }
}

LabelValues GaussianClassifier::log_posterior(const ConstMatrixRef& batch) const {
  return std::move(whole_.log_posteriors(batch).front());
}

std::vector<std::int32_t> GaussianClassifier::predictions(const ConstMatrixRef& batch) const {
  const LabelValues found = log_posterior(batch);
  std::vector<std::int32_t> labels;
  for (Index i = 0; i < found.rows(); ++i) labels.push_back(checked_cast<std::int32_t>(most_probable(found, i)));
  return labels;
}

}  // namespace neurank::ranking
