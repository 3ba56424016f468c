#pragma once

#include "model/families.hpp"

namespace neurank::model {

/// DistilBERT (Sanh et al. 2019): BERT without token types, with names of its own. Reads weights with the prefix
/// "distilbert." or none.
Family distilbert_family();

}  // namespace neurank::model
