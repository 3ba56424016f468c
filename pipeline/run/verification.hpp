#pragma once

#include <string>
#include <vector>

#include "run/run_record.hpp"

namespace neurank::run {

/// A recorded hash held against its file as it is now.
struct HashCheck {
  std::string what;  ///< e.g. "models/bert", or an activation file and what it says of its model
  bool same = false;
};

/// A stored head held against the same head trained anew.
struct HeadCheck {
  std::string head;                          ///< "bert/pos/raw, seed 2, control/full"
  double largest_weight = 0;                 ///< absolute, of the stored head
  double largest_difference = 0;             ///< absolute, over all weights
  double stored_accuracy = 0, accuracy = 0;  ///< on dev

  /// With the run's number of threads and its BLAS the weights are the same bits; else training carries the last bit
  /// of a product on, most of all to weights that a penalty holds near zero, and two percent are granted.
  bool same() const;
};

struct Verification {
  std::vector<HashCheck> hashes;
  HeadCheck head;
};

/// Checks a run's recorded hashes of models and corpora, in run.json and in every activation file, and trains one
/// stored head anew, chosen by `choice` among all repetitions that are done. Throws Error when the folder holds no run,
/// or none that has trained a head.
Verification verify_run(const RunFolder& folder, std::uint64_t choice);

}  // namespace neurank::run
