#pragma once

#include "base/index.hpp"

namespace neurank::model {

/// How DeBERTa's attention sees distances (He et al. 2021).
struct DistanceSizes {
  Index buckets = 0;                ///< of distances to each side, wider the farther they are; 0: one a distance
  Index farthest = 0;               ///< distance, beyond which all are alike
  bool to_position = false;         ///< content of the query by distance, "c2p"
  bool from_position = false;       ///< content of the key by distance, "p2c"
  bool shares_projections = false;  ///< distances are projected as words are

  Index span() const { return buckets > 0 ? buckets : farthest; }  ///< vectors of distances to each side
};

}  // namespace neurank::model
