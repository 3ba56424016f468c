#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/index.hpp"
#include "base/names.hpp"

namespace neurank::pretrain {

/// A sentence, as words between blanks.
using Words = std::vector<std::string>;

/// Families of language models that can be trained.
enum class TrainedFamily { bert, xlnet, elmo, transformer_elmo };
constexpr std::array<const char*, 4> names_of(TrainedFamily) { return {"bert", "xlnet", "elmo", "transformer-elmo"}; }

/// Size of a language model; the same numbers give every family the same number of layers and neurons.
struct Architecture {
  Index layers = 4;  ///< without the embedding layer
  Index width = 96;  ///< of a layer's output as it is probed (both directions together), a multiple of 2 * heads
  Index heads = 4;   ///< of attention
  Index feed_forward = 384;  ///< inner width of the feed-forward parts, or number of an LSTM's cells; like width,
                             ///< of both directions together
  Index max_words = 64;      ///< of a training sentence; longer ones are cut into parts of this length
  double dropout = 0.1;      ///< in [0, 1)
};

/// How a language model is trained.
struct TrainingSettings {
  Index steps = 10000;
  Index batch = 64;               ///< sentences of a step, over all ranks
  double learning_rate = 1e-3;    ///< at its highest
  Index warmup = 500;             ///< steps over which the rate rises; then it falls to 0 at the last one, linearly
  double weight_decay = 0.01;     ///< decoupled (Loshchilov and Hutter 2019), of matrices alone
  Index checkpoint_every = 1000;  ///< steps
  std::uint64_t seed = 1;
};

}  // namespace neurank::pretrain
