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

/// How heads are found.
enum class Solver {
  adam,   ///< trained for some epochs, as the paper does
  exact,  ///< the optimum of their loss, with a certificate of how near it is (docs/method.md 3.6)
};
constexpr std::array<const char*, 2> names_of(Solver) { return {"adam", "exact"}; }

/// On which training words a repetition's heads are trained.
enum class Resample {
  none,       ///< all
  sentences,  ///< as many sentences as there are, drawn with replacement for each repetition
};
constexpr std::array<const char*, 2> names_of(Resample) { return {"none", "sentences"}; }

/// Size of Adam's steps, and what λ1 does to them (docs/method.md 3.2).
enum class StepRule {
  constant,  ///< the learning rate throughout; λ1 times the sign of a weight is part of the gradient, as in the paper's
             ///< code
  decay,  ///< falls linearly from three times the learning rate to 0; λ1 by a proximal step, which gives exact zeros
};
constexpr std::array<const char*, 2> names_of(StepRule) { return {"constant", "decay"}; }

/// The order in which a pass over words uses them (docs/method.md 3.3).
enum class RowOrder {
  shuffled,    ///< a new one each epoch: blocks of neighbouring words in random order, then words within a buffer
  sequential,  ///< as the files have them
};
constexpr std::array<const char*, 2> names_of(RowOrder) { return {"shuffled", "file"}; }

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

/// Least λ2 with which the exact solver can tell how near an optimum is.
constexpr double least_exact_l2 = 1e-5;

/// The ablation-driven grid search (docs/method.md 4).
struct PenaltySearch {
  std::vector<double> l1 = {0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7};
  std::vector<double> l2 = {0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7};
  double keep = 0.2;   ///< share of the neurons kept as top and as bottom
  double alpha = 0.5;  ///< weight of A_top - A_bottom
  double beta = 0.5;   ///< weight of A_unregularized - A
  SearchMethod method = SearchMethod::chain;
  Penalty unregularized = {};  ///< what counts as no penalty; the exact solver needs some

  bool is_search() const { return l1.size() * l2.size() > 1; }
};

/// How the heads of a cell are trained.
struct ProbeSettings {
  Solver solver = Solver::adam;
  double gap = 1e-4;         ///< relative duality gap at which an exact head is certified
  double max_passes = 1000;  ///< over the training words, that an exact head may take
  Resample resample = Resample::none;
  Index epochs = 10;
  Index batch = 512;
  double learning_rate = 1e-3;
  StepRule step = StepRule::decay;
  RowOrder order = RowOrder::shuffled;
  RidgeForm ridge = RidgeForm::squared;
  bool standardize = false;  ///< z-score every neuron with training statistics
  PenaltySearch search;
  Index columns_per_pass = 4096;  ///< stacked labels of one bank, at most (one head always fits)
  double unit_operations = 3e13;  ///< of a unit of work, at most, unless it is one head

  bool is_exact() const { return solver == Solver::exact; }
  bool searches_by_chains() const { return is_exact() || search.method == SearchMethod::chain; }

  /// Whether heads are found with several penalties before those of the repetitions. An exact solver always does: its
  /// heads start from those.
  bool has_path() const { return is_exact() || search.is_search(); }

  /// Whether repetitions have heads of their own for the task: an exact one on the same words is the same.
  bool task_heads_vary() const { return !is_exact() || resample != Resample::none; }

  /// Adam's passes over the training words in whose time a head is found; what an exact one takes is only known later.
  Index typical_passes() const {
    constexpr Index of_exact = 200;  // config/judges.yaml: 190 to 250 in all of its parts
    return is_exact() ? of_exact : epochs;
  }
};

/// Settings of another program.
enum class Preset {
  neurox,  ///< linear_probe.train_logistic_regression_probe of NeuroX (Dalvi, Durrani & Sajjad 2023)
};
constexpr std::array<const char*, 1> names_of(Preset) { return {"neurox"}; }

/// Takes the settings of a preset over; others, such as the penalties to be tried, stay as they are.
inline void take_preset(Preset, ProbeSettings& settings) {
  settings.epochs = 10;
  settings.batch = 32;
  settings.learning_rate = 1e-3;
  settings.step = StepRule::constant;
  settings.order = RowOrder::sequential;
  settings.ridge = RidgeForm::norm;
  settings.standardize = false;
}

}  // namespace neurank::probe
