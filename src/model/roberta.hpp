#pragma once

#include "model/families.hpp"

namespace neurank::model {

/// RoBERTa (Liu et al. 2019): BERT whose positions start behind the padding's, so that of max_position_embeddings 514
/// the first two serve no piece. Reads weights with the prefix "roberta." or none.
Family roberta_family();

}  // namespace neurank::model
