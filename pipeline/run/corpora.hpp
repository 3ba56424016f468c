#pragma once

#include <optional>
#include <vector>

#include "corpus/corpus.hpp"

namespace neurank::run {

/// The corpora of an experiment, each read once in this process: when it is first asked for.
class Corpora {
 public:
  /// @param settings outlive this object
  explicit Corpora(const std::vector<corpus::CorpusSettings>& settings);

  /// A corpus by its position in the experiment. Throws Error when it cannot be read.
  const corpus::Corpus& operator[](std::size_t index);

  /// Frees the labels of a corpus, which take most of its memory, for those who need its words alone from now on.
  void drop_labels(std::size_t index);

  /// Frees all corpora, for those who need none from now on.
  void drop_all();

 private:
  const std::vector<corpus::CorpusSettings>& settings_;
  std::vector<std::optional<corpus::Corpus>> corpora_;
};

}  // namespace neurank::run
