#pragma once

#include <vector>

#include "probe/evaluate.hpp"
#include "probing/studies/study.hpp"

namespace neurank::probing {

/// A head that a study trains.
struct StudyHead {
  analysis::Labels labels = analysis::Labels::task;
  probe::NeuronPrefix neurons = {};  ///< that it reads
  probe::Targets of_a_label = {};    ///< two classes in place of the labels: 1 for words of one label, 0 for others
  std::shared_ptr<const probe::Head> whole = {};  ///< head on all neurons from whose columns an exact solver starts

  bool is_of_a_label() const { return of_a_label != nullptr; }
};

/// Trains heads with the cell's penalty, as its first repetition does, but on words or neurons of a study's choice.
class StudyHeads {
 public:
  /// @param training words and activations; its source has the rows of the cell's file. Both outlive this object
  StudyHeads(const StudyAtWork& study, const probe::TrainingRows& training);

  /// Heads in the order of the questions; the training of one step of the unit. Exact ones that read all neurons are
  /// as near to the optimum as the cell's, others as those on subsets.
  std::vector<FoundHead> find(const std::vector<StudyHead>& heads) const;

  /// Their scores.
  std::vector<probe::Score> measure(const std::vector<StudyHead>& heads, const std::vector<FoundHead>& found,
                                    Measured split) const;

  /// Ranks the neurons of the source by the weight mass of a head that reads all of them.
  ranking::NeuronRanking rank(const StudyHead& head, const FoundHead& found) const;

  /// Words of a split, as the heads see them.
  probe::BatchStream stream(std::vector<Index> rows) const;

  probe::Targets targets(const StudyHead& head) const;

 private:
  std::shared_ptr<const probe::Head> start(const StudyHead& head) const;

  const StudyAtWork& study_;
  const probe::TrainingRows& training_;
  RepetitionSeeds seeds_;
  probe::Penalty penalty_;
  mutable probe::Targets control_;  ///< made when first asked for
};

}  // namespace neurank::probing
