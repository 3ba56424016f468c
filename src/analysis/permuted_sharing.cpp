#include "analysis/permuted_sharing.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <tuple>

#include "analysis/label_sets.hpp"
#include "analysis/moments.hpp"
#include "analysis/sharing.hpp"
#include "base/cast.hpp"
#include "base/error.hpp"
#include "base/random.hpp"

namespace neurank::analysis {
namespace {

/// Rows whose values went to other columns, each by itself.
void permute_rows(Matrix& weights, std::uint64_t seed) {
#pragma omp parallel for schedule(dynamic)
  for (Index label = 0; label < weights.rows(); ++label) {
    Random random(derive_seed(seed, std::to_string(label)));
    std::vector<float> row(weights.row(label).begin(), weights.row(label).end());
    random.shuffle(row);
    std::ranges::copy(row, weights.row(label).begin());
  }
}

/// Takes off each column what the penalty would.
void center_columns(Matrix& weights, double l1, double l2) {
  if (l1 == 0) {
    const Eigen::RowVectorXf means = weights.colwise().mean();
    weights.array().rowwise() -= means.array();
    return;
  }
#pragma omp parallel for schedule(static)
  for (Index neuron = 0; neuron < weights.cols(); ++neuron)
    weights.col(neuron).array() -= penalised_center({weights.col(neuron).begin(), weights.col(neuron).end()}, l1, l2);
}

/// A neuron that a label names early.
struct Named {
  Index neuron;
  double before, share;  ///< of the label's weight mass: of those before it, its own
};

/// The first neurons of a label, in the order of |weight|; of equals the lower id. None without weights.
std::vector<Named> first_of(std::span<const float> weights, Index count) {
  std::vector<std::pair<float, Index>> order;
  order.reserve(weights.size());
  double mass = 0;
  for (std::size_t n = 0; n < weights.size(); ++n) {
    order.emplace_back(-std::abs(weights[n]), to_index(n));
    mass += std::abs(to_double(weights[n]));
  }
  if (mass == 0) return {};
  const auto end = order.begin() + std::min(count, to_index(order.size()));
  std::ranges::nth_element(order, end == order.end() ? end - 1 : end);
  std::sort(order.begin(), end);
  std::vector<Named> named;
  double sum = 0;
  for (auto it = order.begin(); it != end; ++it) {
    const double weight = -to_double(it->first);
    named.push_back({it->second, std::min(sum / mass, 1.0), weight / mass});
    sum += weight;
  }
  return named;
}

/// The first neurons of a ranking by weight mass, as ranking::rank_by_weight_mass() orders those with weights, from the
/// first of each label: in front of the r-th neuron of the order no label has named r others.
class FirstRanked {
 public:
  FirstRanked(const std::vector<std::vector<Named>>& labels, Index neurons, Index count)
      : place_(to_size(neurons), neurons) {
    std::vector<Named> best(to_size(neurons), {-1, 1, 0});
    for (const auto& label : labels)
      for (const Named& named : label) {
        Named& known = best[to_size(named.neuron)];
        known = {named.neuron, std::min(known.before, named.before), std::max(known.share, named.share)};
      }
    std::erase_if(best, [](const Named& named) { return named.neuron < 0; });
    const auto key = [](const Named& named) { return std::tuple(named.before, -named.share, named.neuron); };
    std::ranges::sort(best, {}, key);
    best.resize(std::min(best.size(), to_size(count)));
    for (std::size_t place = 0; place < best.size(); ++place) {
      place_[to_size(best[place].neuron)] = to_index(place);
      scores_.push_back(best[place].before);
    }
  }

  bool is_among(Index neuron, Index n) const { return place_[to_size(neuron)] < n; }
  double score(Index place) const { return scores_[to_size(std::min(place, to_index(scores_.size()) - 1))]; }

 private:
  std::vector<Index> place_;    ///< [N], N behind the first
  std::vector<double> scores_;  ///< [first]
};

std::vector<Index> own_set(const std::vector<Named>& label, const FirstRanked& ranked, Index n) {
  std::vector<Index> set;
  for (const Named& named : label)
    if (named.before <= ranked.score(n - 1) && ranked.is_among(named.neuron, n)) set.push_back(named.neuron);
  std::ranges::sort(set);
  return set;
}

}  // namespace

std::vector<NeuronSets> own_sets(ConstMatrixView weights, std::span<const Index> sizes, const SharingNull& null) {
  // A label that ranks has its own set among its first n; one that does not may have it anywhere.
  const bool all_rank = std::ranges::includes(null.ranked, null.compared);
  const Index count = all_rank ? *std::ranges::max_element(sizes) : weights.cols();
  std::vector<std::vector<Named>> labels(to_size(weights.rows()));
#pragma omp parallel for schedule(dynamic)
  for (Index label = 0; label < weights.rows(); ++label)
    labels[to_size(label)] = first_of({weights.data() + label * weights.cols(), to_size(weights.cols())}, count);
  std::vector<std::vector<Named>> ranking;
  for (const Index label : null.ranked) ranking.push_back(labels[to_size(label)]);
  const FirstRanked ranked(ranking, weights.cols(), count);
  std::vector<NeuronSets> sets;
  for (const Index n : sizes) {
    NeuronSets& of_size = sets.emplace_back();
    for (const Index label : null.compared) of_size.push_back(own_set(labels[to_size(label)], ranked, n));
  }
  return sets;
}

Matrix unrelated_weights(ConstMatrixView weights, const SharingNull& null, Index draw) {
  Matrix unrelated = weights;
  Eigen::RowVectorXf inverse = Eigen::RowVectorXf::Ones(weights.cols());
  for (std::size_t n = 0; n < null.deviations.size(); ++n) {
    const auto deviation = static_cast<float>(null.deviations[n]);
    unrelated.col(to_index(n)) *= deviation;
    inverse[to_index(n)] = deviation > 0 ? 1 / deviation : 0.0f;
  }
  permute_rows(unrelated, derive_seed(null.seed, "permutation " + std::to_string(draw)));
  unrelated.array().rowwise() *= inverse.array();
  center_columns(unrelated, null.l1, null.l2);
  return unrelated;
}

std::vector<UnrelatedSharing> permuted_sharing(ConstMatrixView weights, std::span<const Index> sizes,
                                               const SharingNull& null) {
  std::vector<UnrelatedSharing> found(sizes.size());
  if (null.compared.size() < fewest_compared) return found;
  std::vector<Index> all(null.compared.size());
  std::iota(all.begin(), all.end(), Index{0});
  for (Index draw = 0; draw < null.draws; ++draw) {
    const Matrix unrelated = unrelated_weights(weights, null, draw);
    const auto sets = own_sets({unrelated.data(), unrelated.rows(), unrelated.cols()}, sizes, null);
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const Sharing shared = sharing_without_expectation(sets[i], all);
      if (shared.sharing_ratio) found[i].ratio.push_back(*shared.sharing_ratio);
      if (shared.mean_jaccard) found[i].jaccard.push_back(*shared.mean_jaccard);
    }
  }
  return found;
}

std::optional<AgainstChance> against_chance(double measured, std::span<const double> draws) {
  if (draws.empty()) return std::nullopt;
  std::vector<double> differences;
  for (const double draw : draws) differences.push_back(draw - measured);
  return AgainstChance{mean(draws), interval_of({draws.begin(), draws.end()}), p_value(differences)};
}

float penalised_center(std::vector<float> weights, double l1, double l2) {
  NEURANK_EXPECT(!weights.empty());
  const auto count = to_index(weights.size());
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  if (l1 == 0) return static_cast<float>(sum / to_double(count));
  std::ranges::sort(weights);
  if (l2 == 0) return weights[to_size((count - 1) / 2)];
  // With `below` weights below c the slope is l1 (2 below - L) + 2 l2 (L c - sum); it grows with c.
  for (Index below = 0; below <= count; ++below) {
    const double center = (sum - l1 * to_double(2 * below - count) / (2 * l2)) / to_double(count);
    const float next = below < count ? weights[to_size(below)] : static_cast<float>(center);
    if (center <= to_double(next)) {
      const float last = below > 0 ? weights[to_size(below - 1)] : static_cast<float>(center);
      return std::max(last, static_cast<float>(center));
    }
  }
  return weights.back();
}

}  // namespace neurank::analysis
