#pragma once

#include <optional>
#include <string>
#include <vector>

#include "run/run_record.hpp"

namespace neurank::run {

/// A recorded hash compared with that of the files as they are now.
struct HashCheck {
  std::string what;  ///< e.g. "models/bert", or an activation file and what it says of its model
  bool same = false;
};

/// A stored head compared with the same head trained again.
struct HeadCheck {
  std::string head;                          ///< "bert/pos/raw, seed 2, control/full"
  double largest_weight = 0;                 ///< absolute, of the stored head
  double largest_difference = 0;             ///< absolute, over all weights
  double stored_accuracy = 0, accuracy = 0;  ///< on dev

  /// Whether they agree. With the run's number of threads and its BLAS the weights are the same bits; otherwise
  /// training amplifies the last bit of a product, most of all in weights that a penalty holds near zero. So two
  /// percent of the largest weight, and 0.002 of accuracy, are allowed.
  bool same() const;
};

/// What verify_run() found.
struct Verification {
  std::vector<HashCheck> hashes;
  std::optional<HeadCheck> head;  ///< nothing when activations are damaged: there is nothing to train it on
};

/// Checks a run's recorded hashes of models and corpora, every byte of its activation files, and that they and the
/// files of finished units are made of what the journal says; trains one stored head again, chosen by `choice` among
/// all repetitions that are done. Throws Error when the folder holds no run, or no head has been trained yet.
Verification verify_run(const RunFolder& folder, std::uint64_t choice);

}  // namespace neurank::run
