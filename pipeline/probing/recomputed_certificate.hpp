#pragma once

#include "probing/cell_data.hpp"

namespace neurank::probing {

/// What a second computation says of how near a head is to the optimum of its loss.
struct RecomputedCertificate {
  double loss = 0;         ///< mean cross entropy with the penalty
  double lower_bound = 0;  ///< of every head's whose biases for centred neurons are within probe::largest_bias

  double relative_gap() const { return (loss - lower_bound) / loss; }
};

/// Computes the certificate of an exact head (docs/method.md 3.6) from the activation file, word by word in float64,
/// and shares no code with the solver. @param rows training words, one that stands there twice counts twice
/// @pre penalty.l2 > 0
RecomputedCertificate recompute_certificate(const CellData& data, const std::vector<Index>& rows,
                                            const probe::Head& head, const probe::Targets& targets,
                                            const probe::Penalty& penalty);

}  // namespace neurank::probing
