#pragma once

#include "base/index.hpp"

namespace neurank::model {

/// Sizes of an attention.
struct AttentionSizes {
  Index width = 0;       ///< of what it reads
  Index heads = 0;       ///< of queries
  Index key_heads = 0;   ///< of keys and values, each shared by heads / key_heads of the queries'
  Index head_width = 0;  ///< d
  double scale = 0;      ///< of the products q k^T
  double cap = 0;        ///< of the scaled products, see attend(); 0: none

  Index all_heads() const { return heads + 2 * key_heads; }
};

}  // namespace neurank::model
