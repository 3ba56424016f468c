#pragma once

#include <map>
#include <vector>

#include "base/cast.hpp"
#include "model/word_rows.hpp"

namespace neurank::model {

/// Averages the pieces of each word and hands a word out with the last batch that has any of them. Only a word that is
/// cut by windows can have pieces in several batches; only for such words are sums kept in between.
class MeanCollector {
 public:
  /// @param pieces_of_word [T] number of pieces of each word; it and the observer outlive the collector
  MeanCollector(const std::vector<Index>& pieces_of_word, const ModelShape& shape, const WordObserver& observer);

  /// Begins a batch.
  void start(const BatchRows& rows);

  /// Takes one layer of the batch that was started, states [rows, width]; layers come in order, each once.
  void take(const BatchRows& rows, Index layer, ConstMatrixView states);

 private:
  struct Partial {
    Index seen = 0;  ///< pieces, with those of the batch at hand
    Matrix sums;     ///< [layers, width]
  };

  Index total(Index word) const { return pieces_of_word_[to_size(word)]; }

  const std::vector<Index>& pieces_of_word_;
  Index layers_;
  const WordObserver& observer_;
  std::map<Index, Partial> partial_;  ///< words with pieces in several batches
  std::vector<Index> complete_;       ///< words whose last pieces are in the batch at hand
  Matrix means_;                      ///< [complete_, width]
};

}  // namespace neurank::model
