#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "analysis/knockoffs/knockoff_heads.hpp"
#include "analysis/knockoffs/knockoff_sampler.hpp"

namespace neurank::analysis {

/// One word of each sentence that has a usable one, drawn uniformly, so that words are nearly independent. The draw of
/// a sentence depends on the seed and the sentence's number alone.
/// @param sentence_offsets [S + 1] word at which each sentence starts  @param usable words, ascending
/// @return words, ascending
std::vector<Index> one_word_a_sentence(std::span<const Index> sentence_offsets, std::span<const Index> usable,
                                       std::uint64_t seed);

/// How e-values of a layer are found.
struct KnockoffSettings {
  double q = 0.1;          ///< share of false ones that the sets at the end may have, in (0, 1]
  Index draws = 20;        ///< of knockoffs, at least 1
  KnockoffHead head = {};  ///< that tells neurons from knockoffs
  std::uint64_t seed = 1;
};

/// What the draws say of a layer's neurons.
struct LayerEvidence {
  std::vector<double> e_values;  ///< [N] means over the draws, each in [0, N]
  std::vector<double> selected;  ///< [N] share of the draws that select the neuron by themselves, at q / 2
  Index uncertified = 0;         ///< draws whose head did not reach its gap
};

/// The neurons of one layer, for the question which of them tell something of a word's label beyond the others
/// (docs/method.md): of neuron j the null hypothesis is that its value and the label are independent given the values
/// of all other neurons of the layer. Built once a layer, asked for any labels of the same words.
class LayerKnockoffs {
 public:
  /// @param values [T, N] finite activations of words that are nearly independent; at least one neuron varies
  explicit LayerKnockoffs(const ConstMatrixRef& values);

  /// Means over some draws of knockoffs of their e-values, with thresholds at q / 2: half of q is left for what draws
  /// differ by, as Ren & Barber 2024 advise. Append those of all layers and hand them to e_bh(), once, with q. 0 for a
  /// neuron that never varies. A layer's neurons are found by themselves if there are 1 / q of them or more; other
  /// layers' neurons help.
  /// @param labels [T] each in [0, label_count)
  /// @param keep_going asked before each mini-batch; when it says no, throws Error(Cause::interrupted)
  LayerEvidence evidence(std::span<const std::int32_t> labels, Index label_count, const KnockoffSettings& settings,
                         const Products& products, const std::function<bool()>& keep_going) const;

  Index neurons() const { return neurons_; }                      ///< N
  const std::vector<Index>& varying() const { return varying_; }  ///< neurons that are not the same in all words
  const KnockoffSampler& sampler() const { return *sampler_; }    ///< of the varying ones

 private:
  Index neurons_;
  std::vector<Index> varying_;
  std::optional<KnockoffSampler> sampler_;
};

}  // namespace neurank::analysis
