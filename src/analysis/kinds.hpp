#pragma once

#include <array>

#include "base/names.hpp"

namespace neurank::analysis {

// What an accuracy was measured for: the words of the table of accuracies.

/// Labels that a head learns (docs/method.md 2.3).
enum class Labels { task, control };
constexpr std::array<const char*, 2> names_of(Labels) { return {"task", "control"}; }

/// Neurons that a head reads, or that keep their activation (docs/method.md 5.2, 6, 7.3).
enum class Kept {
  all,
  top,
  random,
  bottom,
  own,          ///< those that the control task's own head ranks first
  first_layer,  ///< those of layer 0, the embeddings
};
constexpr std::array<const char*, 6> names_of(Kept) { return {"all", "top", "random", "bottom", "own", "layer_0"}; }

/// How a head was trained and is used (docs/method.md 3.5).
enum class Training {
  full,           ///< on all neurons with the cell's penalty
  masked,         ///< a full head of which all but the kept neurons are set to zero
  retrained,      ///< on the kept neurons alone
  unregularized,  ///< on all neurons without a penalty
  masked_mean,    ///< a full head of which all but the kept neurons are set to their mean over training words
};
constexpr std::array<const char*, 5> names_of(Training) {
  return {"full", "masked", "retrained", "unregularized", "masked_mean"};
}
constexpr bool is_masked(Training how) { return how == Training::masked || how == Training::masked_mean; }

/// What neurons are set to that a masked head does not keep (docs/method.md 6).
enum class MaskedWith {
  mean,  ///< each its mean over training words: what it says of no word in particular
  zero,  ///< 0, as in the paper; for raw activations a value that a neuron may never have
};
constexpr std::array<const char*, 2> names_of(MaskedWith) { return {"mean", "zero"}; }

/// Which head on all neurons a minimal set is held against (docs/method.md 7.1).
enum class Reference {
  best,  ///< the better one of the full and the unregularized head
  full,  ///< the full one, as in the paper
};
constexpr std::array<const char*, 2> names_of(Reference) { return {"best", "full"}; }

/// Layers that a head reads (docs/method.md 9.7).
enum class LayerSpan {
  alone,  ///< one
  up_to,  ///< one and all below it
};
constexpr std::array<const char*, 2> names_of(LayerSpan) { return {"alone", "up_to"}; }

/// What may be asked of a cell beside its rankings and minimal sets, in its first repetition (docs/method.md 9.7 to
/// 9.13).
enum class Study {
  layers,           ///< heads on each layer alone, and with all below
  basis,            ///< whether single neurons tell more than other directions do
  mdl,              ///< how short labels become when they are coded by what heads predict
  redundancy,       ///< neurons that say the same, and sets that do as well
  monosemanticity,  ///< how many labels a neuron tells from the others
  knockoffs,        ///< neurons that tell what the others of their layer do not
  best_set          ///< sets found by exchanging neurons of the minimal one
};
constexpr std::array<const char*, 7> names_of(Study) {
  return {"layers", "basis", "mdl", "redundancy", "monosemanticity", "knockoffs", "best_set"};
}

/// In what directions the states of a layer are looked at (docs/method.md 9.8).
enum class Basis {
  neurons,    ///< as they are
  rotated,    ///< in random ones
  principal,  ///< in those of most variance
};
constexpr std::array<const char*, 3> names_of(Basis) { return {"neurons", "rotated", "principal"}; }

/// What is trained on a set of neurons to tell how much they know of a task (docs/method.md 5.5).
enum class Judge {
  linear,    ///< a head with the cell's penalty
  gaussian,  ///< a Gaussian for each label: a quadratic discriminant analysis (Torroba Hennigen et al. 2020)
};
constexpr std::array<const char*, 2> names_of(Judge) { return {"linear", "gaussian"}; }

/// Words on which a head is measured: a split, or the test words whose type never occurs in training (unseen) or has
/// several labels there (ambiguous; docs/method.md 2.4).
enum class Measured { dev, test, unseen, ambiguous };
constexpr std::array<const char*, 4> names_of(Measured) { return {"dev", "test", "unseen", "ambiguous"}; }

}  // namespace neurank::analysis
