#include "ranking/gaussian_selection.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/cast.hpp"
#include "base/error.hpp"

namespace neurank::ranking {
namespace {

constexpr Index at_once = 64;  // words whose residuals for all labels and candidates are held

using Logits = Eigen::Array<double, 1, Eigen::Dynamic>;

/// The chosen neurons of one label: rows of the Cholesky factor of Λ0 + S_c and what it leaves of all candidates.
struct LabelFactor {
  LabelValues rows;          ///< [steps, K]; the first d are there
  Eigen::RowVectorXd pivot;  ///< [K] Schur complements; 1 for candidates that need none
  double log_determinant = 0;
};

/// Values of words for the terms of one step that do not depend on the word.
struct StepTerms {
  LabelValues constant, precision;  ///< [P, K]
  Eigen::VectorXd divisor;          ///< [P]
};

class Selection {
 public:
  Selection(const CandidateWords& dev, Index steps);

  /// [K] mean log posterior with each candidate added; that of the chosen ones where it is chosen or never varies.
  std::vector<double> means() const;

  void choose(Index candidate, double mean);

  double mean() const { return mean_; }
  Index candidates() const { return model_.mean().cols(); }

 private:
  Index labels() const { return to_index(factors_.size()); }
  Index dimensions() const { return to_index(chosen_.size()); }
  StepTerms terms() const;
  Eigen::MatrixXd fill_residuals(Index first, Index words, LabelValues& residuals) const;
  Logits posterior(Index word, Index in_block, const StepTerms& terms, const Eigen::MatrixXd& distances,
                   LabelValues& residuals) const;

  const CandidateWords& dev_;
  const GaussianModel& model_;
  std::vector<LabelFactor> factors_;
  std::vector<Index> chosen_;  ///< that vary [d]
  std::vector<bool> open_;     ///< [K] whether a candidate varies and is not chosen
  double mean_ = 0;
};

Selection::Selection(const CandidateWords& dev, Index steps) : dev_(dev), model_(dev.model()) {
  const Index neurons = model_.mean().cols();
  for (Index n = 0; n < neurons; ++n) open_.push_back(model_.varies(n));
  for (Index p = 0; p < model_.mean().rows(); ++p) {
    LabelFactor factor{LabelValues(steps, neurons), model_.scatter(p).diagonal().transpose()};
    for (Index n = 0; n < neurons; ++n)
      if (!model_.varies(n)) factor.pivot[n] = 1;
    factors_.push_back(std::move(factor));
  }
  for (const Index place : dev.places()) mean_ += model_.log_constant(place, 0);
  mean_ /= to_double(dev.words());
}

void Selection::choose(Index candidate, double mean) {
  mean_ = mean;
  if (!open_[to_size(candidate)]) return;
  const Index d = dimensions();
  for (Index p = 0; p < labels(); ++p) {
    LabelFactor& factor = factors_[to_size(p)];
    const double pivot = factor.pivot[candidate];
    const Eigen::RowVectorXd weights = factor.rows.col(candidate).head(d).transpose();
    Eigen::RowVectorXd row = model_.scatter(p).row(candidate);
    if (d > 0) row -= weights * factor.rows.topRows(d);
    row /= std::sqrt(pivot);
    row[candidate] = std::sqrt(pivot);
    factor.rows.row(d) = row;
    factor.log_determinant += std::log(pivot);
    for (Index n = 0; n < candidates(); ++n)
      if (open_[to_size(n)]) factor.pivot[n] = std::max(factor.pivot[n] - row[n] * row[n], model_.least_pivot(p, n));
    factor.pivot[candidate] = 1;
  }
  chosen_.push_back(candidate);
  open_[to_size(candidate)] = false;
}

StepTerms Selection::terms() const {
  StepTerms terms{LabelValues(labels(), candidates()), LabelValues(labels(), candidates()), Eigen::VectorXd(labels())};
  for (Index p = 0; p < labels(); ++p) {
    const LabelFactor& factor = factors_[to_size(p)];
    const double constant = model_.log_constant(p, dimensions() + 1) - 0.5 * factor.log_determinant;
    terms.divisor[p] = model_.divisor(p, dimensions() + 1);
    terms.constant.row(p) = constant - 0.5 * factor.pivot.array().log();
    terms.precision.row(p) = 0.5 * terms.divisor[p] / factor.pivot.array();
  }
  return terms;
}

/// @param residuals [P at_once, K], label by label: what the chosen neurons leave of each candidate
/// @return [P, words] squared distances of the chosen neurons under Λ0 + S_c
Eigen::MatrixXd Selection::fill_residuals(Index first, Index words, LabelValues& residuals) const {
  const Index d = dimensions();
  const LabelValues values = model_.standardised(dev_.values().middleRows(first, words));
  Eigen::MatrixXd distances = Eigen::MatrixXd::Zero(labels(), words);
  for (Index p = 0; p < labels(); ++p) {
    auto left = residuals.middleRows(p * at_once, words);
    left = values.rowwise() - model_.mean().row(p);
    if (d == 0) continue;
    const auto rows = factors_[to_size(p)].rows.topRows(d);
    const Eigen::MatrixXd factor = rows(Eigen::all, chosen_);
    LabelValues solved = left(Eigen::all, chosen_);
    factor.triangularView<Eigen::Upper>().solveInPlace<Eigen::OnTheRight>(solved);
    left.noalias() -= solved * rows;
    distances.row(p) = solved.rowwise().squaredNorm().transpose();
  }
  return distances;
}

/// [K] log p(y | x) of a word with each candidate. @param residuals of its block; become logits
Logits Selection::posterior(Index word, Index in_block, const StepTerms& terms, const Eigen::MatrixXd& distances,
                            LabelValues& residuals) const {
  Logits largest, sum = Logits::Zero(candidates());
  for (Index p = 0; p < labels(); ++p) {
    auto row = residuals.row(p * at_once + in_block).array();
    row = terms.constant.row(p).array() - 0.5 * terms.divisor[p] * distances(p, in_block) -
          terms.precision.row(p).array() * row.square();
    if (p == 0)
      largest = row;
    else
      largest = largest.max(row);
  }
  for (Index p = 0; p < labels(); ++p) sum += (residuals.row(p * at_once + in_block).array() - largest).exp();
  return residuals.row(dev_.places()[to_size(word)] * at_once + in_block).array() - largest - sum.log();
}

std::vector<double> Selection::means() const {
  const StepTerms step = terms();
  LabelValues residuals(labels() * at_once, candidates()), posteriors(at_once, candidates());
  Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(candidates());
  for (Index first = 0; first < dev_.words(); first += at_once) {
    const Index words = std::min(at_once, dev_.words() - first);
    const Eigen::MatrixXd distances = fill_residuals(first, words, residuals);
#pragma omp parallel for schedule(static)
    for (Index i = 0; i < words; ++i) posteriors.row(i) = posterior(first + i, i, step, distances, residuals).matrix();
    for (Index i = 0; i < words; ++i) sum += posteriors.row(i);
  }
  std::vector<double> means(to_size(candidates()), mean_);
  for (Index n = 0; n < candidates(); ++n)
    if (open_[to_size(n)])
      means[to_size(n)] = std::ldexp(std::round(std::ldexp(sum[n] / to_double(dev_.words()), 30)), -30);
  return means;
}

/// Candidates in an order drawn from the seed, the same whatever order they are listed in. @return places among them
std::vector<Index> drawn_places(const std::vector<Index>& candidates, std::uint64_t seed) {
  std::vector<Index> places(candidates.size());
  std::iota(places.begin(), places.end(), Index{0});
  std::ranges::sort(places, {}, [&](Index n) { return candidates[to_size(n)]; });
  std::vector<Index> drawn, by_id(candidates.size());
  std::iota(by_id.begin(), by_id.end(), Index{0});
  order_by_score(by_id, {}, seed);
  for (const Index rank : by_id) drawn.push_back(places[to_size(rank)]);
  return drawn;
}

}  // namespace

void CandidateWords::add(const ConstMatrixRef& batch, std::span<const std::int32_t> labels) {
  NEURANK_EXPECT(batch.rows() == to_index(labels.size()));
  for (Index row = 0; row < batch.rows(); ++row) {
    const Index place = model_.place_of(labels[to_size(row)]);
    if (place < 0) continue;
    for (const Index n : model_.candidates()) values_.push_back(batch(row, n));
    places_.push_back(place);
  }
}

GaussianRanking rank_by_gaussian(const CandidateWords& dev, Index steps, std::uint64_t seed) {
  NEURANK_EXPECT(dev.words() > 0 && steps > 0);
  const std::vector<Index>& neurons = dev.model().candidates();
  const Index most = std::min(steps, to_index(neurons.size()));
  Selection selection(dev, most);
  GaussianRanking ranking{.order = {}, .chosen = most, .gain = {}, .start = selection.mean()};
  std::vector<Index> left = drawn_places(neurons, seed);
  const auto take = [&](Index candidate, double gain) {
    ranking.order.push_back(neurons[to_size(candidate)]);
    ranking.gain.push_back(gain);
  };
  for (Index step = 0; step < most; ++step) {
    const std::vector<double> means = selection.means();
    const auto mean_of = [&](Index n) { return means[to_size(n)]; };
    const auto best = std::ranges::max_element(left, {}, mean_of);
    const double before = selection.mean(), after = mean_of(*best);
    take(*best, after - before);
    selection.choose(*best, after);
    left.erase(best);
    if (step + 1 < most) continue;
    std::ranges::stable_sort(left, std::ranges::greater(), mean_of);
    for (const Index n : left) take(n, mean_of(n) - before);
  }
  return ranking;
}

}  // namespace neurank::ranking
