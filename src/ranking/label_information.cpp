#include "ranking/label_information.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::ranking {
namespace {

using Doubles = Eigen::Array<double, 1, Eigen::Dynamic>;
using Logits = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Words that have a label which training knows.
struct KnownWords {
  std::vector<Index> rows;    ///< of the batch
  std::vector<Index> places;  ///< of their labels among those that training knows
};

std::vector<Index> known_labels(const ClassMoments& training) {
  std::vector<Index> known;
  for (Index c = 0; c < training.labels(); ++c)
    if (training.count[to_size(c)] > 0) known.push_back(c);
  return known;
}

KnownWords known_words(std::span<const std::int32_t> labels, std::span<const Index> known) {
  KnownWords words;
  for (std::size_t row = 0; row < labels.size(); ++row) {
    const auto place = std::ranges::lower_bound(known, Index{labels[row]});
    if (place == known.end() || *place != labels[row]) continue;
    words.rows.push_back(to_index(row));
    words.places.push_back(place - known.begin());
  }
  return words;
}

/// The labels' Gaussians of one neuron: log p(x, y) = constant - precision (x - mean)².
class Gaussians {
 public:
  Gaussians(const ClassMoments& training, std::span<const Index> known, Index neuron)
      : mean_(to_index(known.size())), precision_(mean_.size()), constant_(mean_.size()) {
    constexpr double least_share = 1e-6;
    const double overall = training.overall_variance[to_size(neuron)];
    double within = 0;
    for (const Index c : known) within += training.share(c) * training.variance(c, neuron);
    for (Index k = 0; k < mean_.size(); ++k) {
      const Index c = known[to_size(k)];
      const auto count = to_double(training.count[to_size(c)]);
      const double variance =
          std::max((count * training.variance(c, neuron) + within) / (count + 1), least_share * overall);
      mean_[k] = training.mean(c, neuron);
      precision_[k] = overall > 0 ? 0.5 / variance : 0.0;
      constant_[k] = std::log(training.share(c)) - (overall > 0 ? 0.5 * std::log(variance) : 0.0);
    }
  }

  /// Sum over words of -log p(y | x). @param x [words]  @param places [words] of their labels
  double surprise(const Doubles& x, std::span<const Index> places) const {
    constexpr Index at_once = 128;  // words, so that 45 labels of them stay in the second-level cache
    double sum = 0;
    Logits logits(mean_.size(), at_once);
    for (Index first = 0; first < x.size(); first += at_once) {
      const Index words = std::min(at_once, x.size() - first);
      sum += surprise(x.segment(first, words), places.subspan(to_size(first), to_size(words)), logits);
    }
    return sum;
  }

 private:
  double surprise(const Doubles& x, std::span<const Index> places, Logits& logits) const {
    Doubles largest = Doubles::Constant(x.size(), -std::numeric_limits<double>::infinity());
    for (Index k = 0; k < mean_.size(); ++k) {
      logits.row(k).head(x.size()) = constant_[k] - precision_[k] * (x - mean_[k]).square();
      largest = largest.max(logits.row(k).head(x.size()));
    }
    Doubles sum = Doubles::Zero(x.size());
    for (Index k = 0; k < mean_.size(); ++k) sum += (logits.row(k).head(x.size()) - largest).exp();
    sum = largest + sum.log();
    for (Index i = 0; i < x.size(); ++i) sum[i] -= logits(places[to_size(i)], i);
    return sum.sum();
  }

  Doubles mean_, precision_, constant_;
};

double entropy(std::span<const std::int64_t> count, double words) {
  double entropy = 0;
  for (const std::int64_t of_label : count)
    if (of_label > 0) entropy -= to_double(of_label) / words * std::log(to_double(of_label) / words);
  return entropy;
}

}  // namespace

LabelInformation::LabelInformation(const ClassMoments& training)
    : training_(training), count_(training.count.size()), surprise_(to_size(training.neurons())) {
  NEURANK_EXPECT(training.words > 0);
}

void LabelInformation::add(const ConstMatrixRef& batch, std::span<const std::int32_t> labels) {
  NEURANK_EXPECT(batch.cols() == training_.neurons() && batch.rows() == to_index(labels.size()));
  constexpr Index line = 16;  // neurons of a line of the cache: one thread reads them all
  const std::vector<Index> known = known_labels(training_);
  const KnownWords words = known_words(labels, known);
#pragma omp parallel for schedule(static, line)
  for (Index n = 0; n < batch.cols(); ++n) {
    const Doubles x = batch.col(n)(words.rows).cast<double>().transpose();
    surprise_[to_size(n)] += Gaussians(training_, known, n).surprise(x, words.places);
  }
  for (const Index place : words.places) ++count_[to_size(known[to_size(place)])];
}

std::vector<double> LabelInformation::nats() const {
  double words = 0;
  for (const std::int64_t count : count_) words += to_double(count);
  std::vector<double> nats(surprise_.size());
  if (words == 0) return nats;
  for (std::size_t n = 0; n < nats.size(); ++n) nats[n] = entropy(count_, words) - surprise_[n] / words;
  return nats;
}

}  // namespace neurank::ranking
