#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analysis/kinds.hpp"
#include "base/cast.hpp"
#include "base/products.hpp"
#include "corpus/corpus.hpp"
#include "grid/experiment.hpp"
#include "probe/batch_stream.hpp"
#include "probe/head.hpp"
#include "schedule/run_folder.hpp"
#include "store/activation_file.hpp"

namespace neurank::probing {

using analysis::Measured;

/// Activations and labels of one cell, as its probes use them. Words without a vector and words whose label the task
/// ignores are left out.
class CellData {
 public:
  /// Throws Error when the activation file is missing or not complete.
  CellData(const schedule::RunFolder& folder, const grid::Experiment& experiment, const grid::Cell& cell);
  CellData(const CellData&) = delete;
  CellData& operator=(const CellData&) = delete;

  const store::ActivationHeader& header() const { return file_.header(); }
  Index neurons() const { return file_.header().neurons(); }
  Index num_labels() const { return labels_.num_training; }            ///< L
  Index all_labels() const { return to_index(labels_.names.size()); }  ///< with those of dev and test alone
  Range split(corpus::Split which) const { return file_.split(which); }
  const std::vector<std::string>& words() const;                   ///< [T], read from the file when first asked for
  const std::vector<std::uint8_t>& used() const { return used_; }  ///< [T], 0 where a word is left out
  const corpus::EncodedLabels& labels() const { return labels_; }
  const Products& products() const { return products_; }  ///< what heads on this data are multiplied with

  /// Batches of a split's words, standardised as the cell asks.
  probe::BatchStream stream(corpus::Split which) const;
  probe::BatchStream stream(Measured which) const;

  probe::Targets targets() const { return targets_; }        ///< the task's labels
  probe::Targets control_targets(std::uint64_t seed) const;  ///< of the control task

 private:
  probe::BatchStream stream_of(std::vector<Index> rows) const;

  store::ActivationReader file_;
  probe::FileRows rows_;
  corpus::EncodedLabels labels_;
  std::vector<std::uint8_t> used_;
  probe::Targets targets_;
  probe::Standardization standardization_;
  Index batch_;
  Products products_;
  mutable std::optional<std::vector<std::string>> words_;
  mutable std::optional<std::vector<Index>> unseen_, ambiguous_;  ///< found when first asked for: it takes all words
};

}  // namespace neurank::probing
