#pragma once

#include "model/families.hpp"

namespace neurank::model {

/// ELMo (Peters et al. 2018): a character CNN and two stacks of LSTMs with projection, one for each direction. Reads
/// options.json and the published HDF5 weights. Every sequence starts from a zero state (the published software carries
/// states over from sentence to sentence, so that its numbers depend on what was read before).
Family elmo_family();

}  // namespace neurank::model
