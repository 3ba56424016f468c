#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "base/index.hpp"
#include "base/names.hpp"

namespace neurank::probe {

/// How the ridge part of the penalty is formed: the paper and its code differ (docs/method.md 3.1).
enum class RidgeForm {
  squared,  ///< l2 * sum of squares, the paper's formula
  norm,     ///< l2 * sqrt(sum of squares), what the authors' code computes
};
constexpr std::array<const char*, 2> names_of(RidgeForm) { return {"squared", "norm"}; }

/// Size of Adam's steps, and what λ1 does to them (docs/method.md 3.2).
enum class StepRule {
  constant,  ///< the learning rate throughout; λ1 times the sign of a weight is part of the gradient, as in the paper's
             ///< code
  decay,  ///< falls linearly from three times the learning rate to 0; λ1 by a proximal step, which gives exact zeros
};
constexpr std::array<const char*, 2> names_of(StepRule) { return {"constant", "decay"}; }

/// How the pairs of a search are trained (docs/method.md 4).
enum class SearchMethod {
  grid,   ///< each by itself, as the paper does
  chain,  ///< for each λ2 one from another with growing λ1, pairs that are the same head once
};
constexpr std::array<const char*, 2> names_of(SearchMethod) { return {"grid", "chain"}; }

/// Strength of the elastic net, relative to a per-word mean of the cross entropy.
struct Penalty {
  double l1 = 0;
  double l2 = 0;
  bool operator==(const Penalty&) const = default;
};

/// The ablation-driven grid search (docs/method.md 4).
struct PenaltySearch {
  std::vector<double> l1 = {0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7};
  std::vector<double> l2 = {0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7};
  double keep = 0.2;   ///< share of the neurons kept as top and as bottom
  double alpha = 0.5;  ///< weight of A_top - A_bottom
  double beta = 0.5;   ///< weight of A_unregularized - A
  SearchMethod method = SearchMethod::chain;

  bool is_search() const { return l1.size() * l2.size() > 1; }
};

/// How the heads of a cell are trained.
struct ProbeSettings {
  Index epochs = 10;
  Index batch = 512;
  double learning_rate = 1e-3;
  StepRule step = StepRule::decay;
  RidgeForm ridge = RidgeForm::squared;
  bool standardize = false;  ///< z-score every neuron with training statistics
  PenaltySearch search;
  Index columns_per_pass = 4096;  ///< stacked labels of one bank, at most (one head always fits)
  double unit_operations = 3e13;  ///< of a unit of work, at most, unless it is one head
};

}  // namespace neurank::probe
