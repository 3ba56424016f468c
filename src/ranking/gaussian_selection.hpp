#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "ranking/gaussian_classifier.hpp"

namespace neurank::ranking {

/// Words with the values of a model's candidates alone, gathered from batches; those with a label that training does
/// not have are left out. Memory: 4 T K bytes, up to twice that while it grows.
class CandidateWords {
 public:
  /// @param model outlives this object
  explicit CandidateWords(const GaussianModel& model) : model_(model) {}

  /// @param batch [B, N], finite  @param labels [B]
  void add(const ConstMatrixRef& batch, std::span<const std::int32_t> labels);

  const GaussianModel& model() const { return model_; }         ///< whose candidates they are
  Index words() const { return to_index(places_.size()); }      ///< T
  const std::vector<Index>& places() const { return places_; }  ///< [T] of their labels among the known ones
  ConstMatrixView values() const {                              ///< [T, K]
    return {values_.data(), words(), to_index(model_.candidates().size())};
  }

 private:
  const GaussianModel& model_;
  std::vector<float> values_;
  std::vector<Index> places_;
};

/// An order of the candidates by greedy forward selection.
struct GaussianRanking {
  std::vector<Index> order;  ///< [K] columns of batches: the chosen ones as they were chosen, then the others
  Index chosen = 0;          ///< how many were
  /// [K] by rank, in nats per word: what a chosen one added to the mean log posterior, which may be below 0; of the
  /// others what they would have added at the last step
  std::vector<double> gain;
  double start = 0;  ///< mean log posterior of no neuron: of the labels' shares
};

/// The selection of Torroba Hennigen et al. 2020: at each step the candidate is chosen that together with those chosen
/// before gives dev words the largest mean log p(y | x). It goes on where none raises it. After the last step the
/// others follow by what they would have given in that step.
///
/// Means are compared as multiples of 2^-30 nats, so that rounding does not decide between neurons that say the same;
/// equal ones stand in an order drawn from the seed, never by id. All bits depend on the BLAS and its threads.
///
/// Every candidate is tried in one pass over the words at each step: with V_c the rows of the Cholesky factor of
/// Λ0 + S_c that the chosen neurons have made, what is left of a candidate n given those has the pivot
/// p_cn = (Λ0 + S_c)_nn - |V_cn|² and, for a word, the residual r = z_n - μ_cn - V_cnᵀ y, which adds r² / p_cn to the
/// word's squared distance and log p_cn to the log determinant. The divisor n_c + 2 d + 4 multiplies the whole distance
/// at each step. O(T P K d) at step d. Memory: 8 P K steps bytes, and 540 P K for 64 words at once.
///
/// @param dev at least one word  @param steps candidates to choose; at most K are
GaussianRanking rank_by_gaussian(const CandidateWords& dev, Index steps, std::uint64_t seed);

}  // namespace neurank::ranking
