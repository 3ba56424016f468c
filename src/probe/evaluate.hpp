#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "base/products.hpp"
#include "probe/batch_stream.hpp"
#include "probe/head.hpp"

namespace neurank::probe {

/// Groups of rows, such as sentences, by which right predictions are counted, too.
struct Groups {
  Index first_row = 0;
  std::vector<std::int32_t> of_row;  ///< group of each row from the first on, in [0, count)
  Index count = 0;
};

/// Right predictions and words of each label. Labels that no head can predict count in the total.
struct Score {
  std::vector<std::int64_t> correct;  ///< [labels in the targets]
  std::vector<std::int64_t> total;
  std::vector<float> correct_in_group = {};  ///< [groups], if there are some

  std::optional<double> accuracy() const;  ///< nothing when there are no words
  double recall(Index label) const;        ///< NaN when the label has no words
};

/// A head to be evaluated, on all neurons or with the activations of all but some replaced.
struct Candidate {
  const Head* head = nullptr;
  Targets targets;
  Index num_labels = 0;                      ///< labels in the targets, those unknown to the head included
  const std::vector<Index>* kept = nullptr;  ///< ascending neurons that keep their activation; nullptr: all
  const Vector* others = nullptr;            ///< [N] activation that the others get instead; nullptr: 0
  NeuronOrder order = nullptr;               ///< as the head was trained; @pre no `kept` beside it
};

/// Evaluates all candidates on the stream's rows, in each pass as many as have at most `columns` x N weights together
/// (at least one). The prediction is the first label with the highest score.
/// @param keep_going asked before each mini-batch; when it says no, throws Error(Cause::interrupted)
/// @param groups of all rows of the stream, or nullptr
std::vector<Score> evaluate(BatchStream& stream, const std::vector<Candidate>& candidates, Index columns,
                            const std::function<bool()>& keep_going, const Products& products = Products(),
                            const Groups* groups = nullptr);

}  // namespace neurank::probe
