#pragma once

#include <ATen/core/Tensor.h>

#include <utility>
#include <vector>

#include "base/index.hpp"
#include "base/random.hpp"
#include "pretrain/affine.hpp"
#include "pretrain/parameters.hpp"

namespace neurank::pretrain {

/// The character CNN of ELMo and its transformer relative while it is trained: filters over a word's characters, the
/// maximum of each, relu, a highway, a projection (Peters et al. 2018a, section 3.4; Kim et al. 2016).
class CharacterNetwork {
 public:
  static constexpr Index character_width = 16;

  /// Characters that a filter spans, and number of such filters.
  static const std::vector<std::pair<Index, Index>>& filters();
  static Index filter_outputs();

  /// @param width of a word's vector
  CharacterNetwork(Index width, Random& random);

  /// @param words [W, ids of a word] int64  @return [W, width]
  at::Tensor forward(const at::Tensor& words) const;

  Parameters parameters;
  at::Tensor characters;       ///< [262, character_width]
  std::vector<Affine> filter;  ///< [filters, span * character_width], characters one after another
  Affine highway;              ///< [2 n, n]: candidate, then the logit of the share of the input that is kept
  Affine projection;           ///< [width, n]
};

}  // namespace neurank::pretrain
