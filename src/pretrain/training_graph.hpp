#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/index.hpp"
#include "pretrain/parameters.hpp"
#include "pretrain/training_settings.hpp"

namespace neurank::pretrain {

/// A language model while it is trained: weights, the family's own objective, and how it is published.
class TrainingGraph {
 public:
  virtual ~TrainingGraph() = default;

  const Parameters& parameters() const { return parameters_; }

  /// Dropout is applied in training only; a new graph is in training.
  void set_training(bool training) { training_ = training; }
  bool is_training() const { return training_; }

  /// What a batch costs: a sum, not a mean, so that batches cut among ranks add up.
  struct Loss {
    at::Tensor sum;         ///< -ln p over all predictions, with gradient; 0-dimensional
    Index predictions = 0;  ///< number of predictions
  };

  /// @param seed decides all that is random in the batch: masks, permutations and, while is_training(), dropout
  virtual Loss loss(std::span<const Words> batch, std::uint64_t seed) = 0;

  /// The hidden states that neurank's reader of the published folder hands out for a sentence, framing included: one
  /// [positions, width] a layer, the embedding layer first. Without dropout and gradient.
  std::vector<at::Tensor> states(const Words& sentence);

  /// Ids of everything that could be predicted in a sentence: what the unigram entropy of a text is counted from.
  virtual std::vector<std::int64_t> units(const Words& sentence) const = 0;

  /// Writes the weights, the configuration and the vocabulary as published models of the family are laid out.
  virtual void write(const std::filesystem::path& folder) const = 0;

 protected:
  Parameters parameters_;

 private:
  /// states(), while there is neither dropout nor gradient.
  virtual std::vector<at::Tensor> compute_states(const Words& sentence) = 0;

  bool training_ = true;
};

/// Masked language model (Devlin et al. 2019, without next-sentence prediction).
/// @param vocabulary folder with vocab.txt, WordPiece
std::shared_ptr<TrainingGraph> make_bert(const Architecture& architecture, const std::filesystem::path& vocabulary,
                                         std::uint64_t seed);

/// Permutation language model with two-stream attention (Yang et al. 2019).
/// @param vocabulary folder with spiece.model
std::shared_ptr<TrainingGraph> make_xlnet(const Architecture& architecture, const std::filesystem::path& vocabulary,
                                          std::uint64_t seed);

/// Forward and backward LSTM language models over characters (Peters et al. 2018a), full softmax over words.
/// @param words the predicted words; all others count as one unknown word
std::shared_ptr<TrainingGraph> make_elmo(const Architecture& architecture, const Words& words, std::uint64_t seed);

/// Forward and backward causal transformers over characters (Peters et al. 2018b), full softmax over words.
std::shared_ptr<TrainingGraph> make_transformer_elmo(const Architecture& architecture, const Words& words,
                                                     std::uint64_t seed);

}  // namespace neurank::pretrain
