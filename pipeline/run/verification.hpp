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

/// The certificate of a stored exact head compared with one that is computed word by word in float64, by other code.
struct CertificateCheck {
  std::string head;                  ///< as HeadCheck has it
  double loss = 0, lower_bound = 0;  ///< of the second computation
  double gap = 0, stored_gap = 0;    ///< relative

  /// Whether the head is as near to the optimum as was said; sums in float32 may hide 2e-5.
  bool same() const;
};

/// What verify_run() found.
struct Verification {
  std::vector<HashCheck> hashes;
  std::optional<HeadCheck> head;  ///< nothing when activations are damaged: there is nothing to train it on
  std::optional<CertificateCheck> certificate;  ///< in its place of a head by an exact solver
};

/// Checks a run's recorded hashes of models and corpora, every byte of its activation files, and that they and the
/// files of finished units are made of what the journal says; trains one stored head again, chosen by `choice` among
/// all repetitions that are done, or checks its certificate where it is exact. Throws Error when the folder holds no
/// run, or no head has been trained yet.
Verification verify_run(const RunFolder& folder, std::uint64_t choice);

}  // namespace neurank::run
